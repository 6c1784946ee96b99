import { Module } from '@nestjs/common';
import { readFilms } from '@tributary/datasets';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';

/** The catalog over the films of the data set. */
@Module({
  controllers: [CatalogController],
  providers: [{ provide: CatalogService, useFactory: () => new CatalogService(readFilms()) }],
})
export class CatalogModule {}
