import { Module } from '@nestjs/common';
import { readFilms, readZipCodes } from '@tributary/datasets';
import { CinemasController } from './cinemas.controller.ts';
import { CinemasService } from './cinemas.service.ts';

/** Cinemas in the towns of the data set, showing its films. */
@Module({
  controllers: [CinemasController],
  providers: [{ provide: CinemasService, useFactory: () => new CinemasService(readZipCodes(), readFilms()) }],
})
export class CinemasModule {}
