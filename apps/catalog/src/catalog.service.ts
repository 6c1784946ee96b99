import type { Film } from '@tributary/datasets';
import { pageOf, type PageResult } from '@tributary/nestjs';
import type { catalogV1 } from '@tributary/stubs';
import { movieOf } from './movie.ts';
import { createTitleSearch, type TitleSearch } from './title-search.ts';

/** A page of films, and how many there are on all pages. */
export type MovieSearchResult = PageResult<catalogV1.Movie> & { readonly totalSize: number };

/** Films by id, and found by title, genre and year. */
export class CatalogService {
  readonly #movies: ReadonlyMap<string, catalogV1.Movie>;
  readonly #byTitle: TitleSearch<catalogV1.Movie>;

  constructor(films: readonly Film[]) {
    const movies = films.map(movieOf);
    this.#movies = new Map(movies.map((movie) => [movie.id, movie]));
    this.#byTitle = createTitleSearch(movies);
  }

  movie(id: string): catalogV1.Movie | undefined {
    return this.#movies.get(id);
  }

  /** The films that are known, in the order asked for. */
  movies(ids: readonly string[]): catalogV1.Movie[] {
    return ids.flatMap((id) => this.#movies.get(id) ?? []);
  }

  search({ query, genre, year, pageSize, pageToken }: catalogV1.SearchMoviesRequest): MovieSearchResult {
    const wanted = genre.toLowerCase();
    const found = this.#byTitle(query).filter(
      (movie) => (wanted === '' || movie.genre.toLowerCase() === wanted) && (year === 0 || movie.year === year),
    );
    const list = ['SearchMovies', query, wanted, year];
    const page = pageOf(found, { pageSize, pageToken, list, defaultSize: 50, maxSize: 200 });
    return { ...page, totalSize: found.length };
  }
}
