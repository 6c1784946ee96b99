import { status } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { errorInfo, StatusException } from '@tributary/nestjs';
import { weatherV1 } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { stationRadiusKm } from './stations.ts';
import { WeatherService } from './weather.service.ts';

/** `weather.v1.WeatherService`. */
@Controller()
@weatherV1.WeatherServiceControllerMethods()
export class WeatherController implements weatherV1.WeatherServiceController {
  readonly #weather: WeatherService;

  constructor(weather: WeatherService) {
    this.#weather = weather;
  }

  getDay({ latitude, longitude, date }: weatherV1.GetDayRequest): weatherV1.GetDayResponse {
    const day = this.#weather.day({ latitude, longitude }, date);
    if (day !== undefined) return { day };
    throw new StatusException(
      status.NOT_FOUND,
      `no station within ${stationRadiusKm} km of ${latitude}, ${longitude}`,
      [errorInfo('STATION_NOT_FOUND', ERROR_DOMAIN, { latitude: String(latitude), longitude: String(longitude) })],
    );
  }
}
