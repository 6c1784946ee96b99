import { Module } from '@nestjs/common';
import { readWeatherRecords } from './weather-record.ts';
import { WeatherController } from './weather.controller.ts';
import { WeatherService } from './weather.service.ts';

/** The weather over the records of the data set. */
@Module({
  controllers: [WeatherController],
  providers: [{ provide: WeatherService, useFactory: () => new WeatherService(readWeatherRecords()) }],
})
export class WeatherModule {}
