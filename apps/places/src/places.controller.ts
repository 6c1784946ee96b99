import { status } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { errorInfo, StatusException } from '@tributary/nestjs';
import { placesV1 } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { PlacesService } from './places.service.ts';

/** `places.v1.PlacesService`. */
@Controller()
@placesV1.PlacesServiceControllerMethods()
export class PlacesController implements placesV1.PlacesServiceController {
  readonly #places: PlacesService;

  constructor(places: PlacesService) {
    this.#places = places;
  }

  lookupZip({ zip }: placesV1.LookupZipRequest): placesV1.LookupZipResponse {
    const place = this.#places.place(zip);
    if (place !== undefined) return { place };
    throw new StatusException(status.NOT_FOUND, `no place with the ZIP code ${zip}`, [
      errorInfo('ZIP_NOT_FOUND', ERROR_DOMAIN, { zip }),
    ]);
  }
}
