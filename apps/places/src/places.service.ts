import type { ZipCode } from '@tributary/datasets';
import type { placesV1 } from '@tributary/stubs';

/** Places by ZIP code. */
export class PlacesService {
  readonly #places: ReadonlyMap<string, placesV1.Place>;

  constructor(zipCodes: readonly ZipCode[]) {
    this.#places = new Map(zipCodes.map((place) => [place.zip, place]));
  }

  place(zip: string): placesV1.Place | undefined {
    return this.#places.get(zip);
  }
}
