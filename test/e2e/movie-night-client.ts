import { fileURLToPath } from 'node:url';
import {
  type ChannelCredentials,
  credentials,
  loadPackageDefinition,
  Metadata,
  type Client,
  type ClientUnaryCall,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** What a caller reads of the answers, as proto-loader gives them. */
export interface Completeness {
  readonly complete: boolean;
  readonly gaps: readonly {
    readonly path: string;
    readonly reason: string;
    readonly code: string;
    readonly call: string;
  }[];
}
/** Of `catalog.v1.Movie`. */
export interface Movie {
  readonly id: string;
  readonly title: string;
  readonly year: number;
}
/** Of `movienight.v1.GetMoviePageResponse`. */
export interface MoviePage {
  readonly movie: Movie | null;
  readonly ratings: { readonly imdb_rating?: number; readonly rotten_tomatoes_percent?: number } | null;
  readonly headline: string;
  readonly screenings: readonly {
    readonly showtime_id: string;
    readonly starts_at: { readonly seconds: string } | null;
    readonly cinema: { readonly id: string; readonly name: string } | null;
    readonly price: { readonly amount: { readonly currency_code: string } | null } | null;
  }[];
  readonly completeness: Completeness;
}
/** Of `movienight.v1.PlanEveningResponse`. */
export interface Evening {
  readonly place: { readonly city: string; readonly state: string } | null;
  readonly weather: { readonly station: string } | null;
  readonly cinemas: readonly {
    readonly cinema: { readonly id: string; readonly distance_km: number } | null;
    readonly showtimes: readonly {
      readonly local_time: string;
      readonly movie: Movie | null;
      readonly price: { readonly amount: { readonly currency_code: string } | null } | null;
    }[];
  }[];
  readonly completeness: Completeness;
}
/** Of `movienight.v1.SearchMoviesResponse`. */
export interface FoundMovies {
  readonly movies: readonly (Movie & { readonly rating: { readonly movie_id: string } | null })[];
  readonly next_page_token: string;
  readonly completeness: Completeness;
}

/** What a method answered. */
export type Outcome<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly trailers: Metadata; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly error: ServiceError; readonly tookMs: number };

/** A caller of the composite with an ordinary grpc-js stub. */
export interface MovieNightClient {
  getMoviePage(request: object): Promise<Outcome<MoviePage>>;
  planEvening(request: object): Promise<Outcome<Evening>>;
  searchMovies(request: object): Promise<Outcome<FoundMovies>>;
  close(): void;
}

/** The stub that grpc-js makes of the service. */
type Stub = Client &
  Record<
    'GetMoviePage' | 'PlanEvening' | 'SearchMovies',
    (
      request: object,
      metadata: Metadata,
      options: { deadline: number },
      done: (error: ServiceError | null, answer?: unknown) => void,
    ) => ClientUnaryCall
  >;

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Connects to the composite. Calls have five seconds.
 *
 * @param protos the protos that the caller has; default: those of the repository
 */
export function connectToMovieNight(address: string, protos = folder('proto')): MovieNightClient {
  const definition = loadSync('movienight/v1/movienight.proto', {
    includeDirs: [protos, folder('libs/protos/includes')],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    arrays: true,
  });
  const { movienight } = loadPackageDefinition(definition) as unknown as {
    movienight: { v1: { MovieNightService: new (address: string, security: ChannelCredentials) => Stub } };
  };
  const client = new movienight.v1.MovieNightService(address, credentials.createInsecure());
  const call =
    <Answer>(method: 'GetMoviePage' | 'PlanEvening' | 'SearchMovies') =>
    async (request: object) =>
      await new Promise<Outcome<Answer>>((resolve) => {
        const started = performance.now();
        let answer: Answer | undefined;
        const running = client[method](request, new Metadata(), { deadline: Date.now() + 30_000 }, (error, value) => {
          if (error !== null) resolve({ kind: 'failed', error, tookMs: performance.now() - started });
          else answer = value as Answer;
        });
        running.on('status', ({ metadata }: StatusObject) => {
          if (answer === undefined) return;
          resolve({ kind: 'answer', answer, trailers: metadata, tookMs: performance.now() - started });
        });
      });
  return {
    getMoviePage: call<MoviePage>('GetMoviePage'),
    planEvening: call<Evening>('PlanEvening'),
    searchMovies: call<FoundMovies>('SearchMovies'),
    close: () => client.close(),
  };
}

/** The answer; throws where there is none. */
export function answerOf<Answer>(outcome: Outcome<Answer>): Answer {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.answer;
}

/** The failure; throws where there is an answer. */
export function failureOf<Answer>(outcome: Outcome<Answer>): ServiceError {
  if (outcome.kind === 'answer') throw new Error(`expected a failure, got ${JSON.stringify(outcome.answer)}`);
  return outcome.error;
}
