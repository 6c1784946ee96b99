import { Module } from '@nestjs/common';
import { readZipCodes } from '@tributary/datasets';
import { PlacesController } from './places.controller.ts';
import { PlacesService } from './places.service.ts';

/** The places of the ZIP codes of the data set. */
@Module({
  controllers: [PlacesController],
  providers: [{ provide: PlacesService, useFactory: () => new PlacesService(readZipCodes()) }],
})
export class PlacesModule {}
