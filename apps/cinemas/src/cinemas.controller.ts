import { Controller } from '@nestjs/common';
import { foreignPageToken } from '@tributary/nestjs';
import { cinemasV1 } from '@tributary/stubs';
import { CinemasService } from './cinemas.service.ts';
import { ERROR_DOMAIN } from './error-domain.ts';

/** `cinemas.v1.CinemasService`. */
@Controller()
@cinemasV1.CinemasServiceControllerMethods()
export class CinemasController implements cinemasV1.CinemasServiceController {
  readonly #cinemas: CinemasService;

  constructor(cinemas: CinemasService) {
    this.#cinemas = cinemas;
  }

  listCinemas(request: cinemasV1.ListCinemasRequest): cinemasV1.ListCinemasResponse {
    const page = this.#cinemas.near(request);
    if (page.kind === 'bad-token') throw foreignPageToken(ERROR_DOMAIN);
    return { cinemas: [...page.items], nextPageToken: page.nextPageToken };
  }

  batchGetCinemas({ ids }: cinemasV1.BatchGetCinemasRequest): cinemasV1.BatchGetCinemasResponse {
    return { cinemas: this.#cinemas.cinemas(ids) };
  }

  listShowtimes(request: cinemasV1.ListShowtimesRequest): cinemasV1.ListShowtimesResponse {
    const page = this.#cinemas.showtimes(request);
    if (page.kind === 'bad-token') throw foreignPageToken(ERROR_DOMAIN);
    return { showtimes: [...page.items], nextPageToken: page.nextPageToken };
  }
}
