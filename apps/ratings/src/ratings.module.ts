import { Module } from '@nestjs/common';
import { readFilms } from '@tributary/datasets';
import { RatingsController } from './ratings.controller.ts';
import { RatingsService } from './ratings.service.ts';

/** The ratings of the films of the data set. */
@Module({
  controllers: [RatingsController],
  providers: [{ provide: RatingsService, useFactory: () => new RatingsService(readFilms()) }],
})
export class RatingsModule {}
