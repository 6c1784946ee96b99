import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { GoogleError } from 'google-gax';
import { answerOf, connectToMovieNight, failureOf, type MovieNightClient } from './movie-night-client.ts';
import { startReferenceSystem, type ReferenceSystem } from './reference-system.ts';

let system: ReferenceSystem;
let client: MovieNightClient;
beforeAll(async () => {
  system = await startReferenceSystem();
  client = connectToMovieNight(system.address('movie-night'));
});
afterAll(async () => {
  client.close();
  await system.close();
});

/** A request that nobody has made before, so that no cache answers it. */
let day = 0;
const unseen = () => {
  day += 1;
  return { movie_id: 'the-godfather-1972', date: `2026-11-${String(day).padStart(2, '0')}` };
};

describe('while ratings is down', () => {
  beforeAll(async () => {
    answerOf(await client.getMoviePage(unseen()));
    await system.end('ratings', 'by force');
  });

  it('a page goes out without its ratings, and says so', async () => {
    const page = answerOf(await client.getMoviePage(unseen()));
    expect(page.movie?.title).toBe('The Godfather');
    expect(page.screenings.length).toBeGreaterThan(0);
    expect(page.ratings).toBeNull();
    expect(page.completeness).toMatchObject({
      complete: false,
      gaps: [
        {
          path: 'ratings',
          reason: 'GAP_REASON_FAILED',
          code: 'UNAVAILABLE',
          call: 'ratings.v1.RatingsService/GetRating',
        },
      ],
    });
  });

  it('films are found without their ratings, and each says so', async () => {
    const { movies, completeness } = answerOf(await client.searchMovies({ query: 'godfather' }));
    expect(movies.length).toBeGreaterThan(1);
    expect(completeness.gaps.map(({ path }) => path)).toEqual(movies.map((_, index) => `movies[${index}].rating`));
  });

  it('an evening, which needs no ratings, is whole', async () => {
    const evening = answerOf(await client.planEvening({ zip: '98101', date: '2026-11-21' }));
    expect(evening.completeness.complete).toBe(true);
  });

  it('its return makes new pages whole, with nothing else restarted', async () => {
    await system.start('ratings');
    await system.connected('ratings');
    const page = answerOf(await client.getMoviePage(unseen()));
    expect(page.completeness).toEqual({ complete: true, gaps: [] });
    expect(page.ratings?.imdb_rating).toBeGreaterThan(8);
  });
});

describe('while catalog is down', () => {
  beforeAll(async () => await system.end('catalog', 'politely'));

  it('a page, which cannot be without its film, fails at once and says why', async () => {
    const outcome = await client.getMoviePage(unseen());
    const failure = failureOf(outcome);
    expect(failure.code).toBe(status.UNAVAILABLE);
    // Nobody waits for it as long as for one that is slow.
    expect(outcome.tookMs).toBeLessThan(10_000);
    const { reason, domain, errorInfoMetadata } = GoogleError.parseGRPCStatusDetails(
      Object.assign(new GoogleError(failure.details), { code: failure.code, metadata: failure.metadata }),
    );
    expect({ reason, domain, errorInfoMetadata }).toEqual({
      reason: 'UPSTREAM_FAILED',
      domain: 'tributary',
      errorInfoMetadata: { path: 'movie', call: 'catalog.v1.CatalogService/GetMovie', code: 'UNAVAILABLE' },
    });
  });

  it('an evening has its showtimes and prices, and says that the films are missing', async () => {
    const { cinemas, completeness } = answerOf(await client.planEvening({ zip: '10001', date: '2026-11-21' }));
    expect(cinemas[0]?.showtimes[0]?.price?.amount?.currency_code).toBe('USD');
    expect(completeness.gaps.length).toBe(cinemas.flatMap(({ showtimes }) => showtimes).length);
    expect(completeness.gaps[0]).toMatchObject({
      path: 'cinemas[0].showtimes[0].movie',
      call: 'catalog.v1.CatalogService/BatchGetMovies',
    });
  });
});
