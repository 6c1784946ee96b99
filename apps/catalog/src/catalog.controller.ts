import { status } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { errorInfo, foreignPageToken, StatusException } from '@tributary/nestjs';
import { catalogV1 } from '@tributary/stubs';
import { CatalogService } from './catalog.service.ts';
import { ERROR_DOMAIN } from './error-domain.ts';

/** `catalog.v1.CatalogService`. */
@Controller()
@catalogV1.CatalogServiceControllerMethods()
export class CatalogController implements catalogV1.CatalogServiceController {
  readonly #catalog: CatalogService;

  constructor(catalog: CatalogService) {
    this.#catalog = catalog;
  }

  getMovie({ id }: catalogV1.GetMovieRequest): catalogV1.GetMovieResponse {
    const movie = this.#catalog.movie(id);
    if (movie !== undefined) return { movie };
    throw new StatusException(status.NOT_FOUND, `no film with the id "${id}"`, [
      errorInfo('MOVIE_NOT_FOUND', ERROR_DOMAIN, { id }),
    ]);
  }

  batchGetMovies({ ids }: catalogV1.BatchGetMoviesRequest): catalogV1.BatchGetMoviesResponse {
    return { movies: this.#catalog.movies(ids) };
  }

  searchMovies(request: catalogV1.SearchMoviesRequest): catalogV1.SearchMoviesResponse {
    const found = this.#catalog.search(request);
    if (found.kind === 'bad-token') throw foreignPageToken(ERROR_DOMAIN);
    return { movies: [...found.items], nextPageToken: found.nextPageToken, totalSize: found.totalSize };
  }
}
