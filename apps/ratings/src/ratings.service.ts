import type { Film } from '@tributary/datasets';
import type { ratingsV1 } from '@tributary/stubs';

/** The columns of a film that are its rating. */
export type RatedFilm = Pick<Film, 'id' | 'imdbRating' | 'imdbVotes' | 'rottenTomatoesPercent'>;

/** Ratings by film; films that nobody has rated have none. */
export class RatingsService {
  readonly #ratings: ReadonlyMap<string, ratingsV1.Rating>;

  constructor(films: readonly RatedFilm[]) {
    this.#ratings = new Map(
      films
        .filter(
          ({ imdbRating, rottenTomatoesPercent }) => imdbRating !== undefined || rottenTomatoesPercent !== undefined,
        )
        .map(({ id, imdbRating, imdbVotes, rottenTomatoesPercent }) => [
          id,
          { movieId: id, imdbRating, imdbVotes, rottenTomatoesPercent },
        ]),
    );
  }

  rating(movieId: string): ratingsV1.Rating | undefined {
    return this.#ratings.get(movieId);
  }

  /** The ratings that there are, in the order asked for. */
  ratings(movieIds: readonly string[]): ratingsV1.Rating[] {
    return movieIds.flatMap((id) => this.#ratings.get(id) ?? []);
  }
}
