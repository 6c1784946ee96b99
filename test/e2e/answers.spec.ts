import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { answerOf, connectToMovieNight, failureOf, type MovieNightClient } from './movie-night-client.ts';
import { startReferenceSystem, type ReferenceSystem } from './reference-system.ts';
import { upstreamCallsOf } from './upstream-calls.ts';

const date = '2026-11-21';
const whole = { complete: true, gaps: [] };

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

describe('SearchMovies', () => {
  it('finds films by title, each with its rating', async () => {
    const { movies, completeness } = answerOf(await client.searchMovies({ query: 'godfather' }));
    const godfather = movies.find(({ title, year }) => title === 'The Godfather' && year === 1972);
    expect(godfather?.id).toBe('the-godfather-1972');
    expect(godfather?.rating?.movie_id).toBe('the-godfather-1972');
    expect(completeness).toEqual(whole);
  });

  it('asks for the ratings of a page of fifty in one call', async () => {
    let found = 0;
    const calls = await upstreamCallsOf(system.http, async () => {
      found = answerOf(await client.searchMovies({ query: 'the', page_size: 50 })).movies.length;
    });
    expect(found).toBe(50);
    expect(calls).toEqual({
      'catalog.v1.CatalogService/SearchMovies': 1,
      'ratings.v1.RatingsService/BatchGetRatings': 1,
    });
  });

  it('goes on where a page ended', async () => {
    const first = answerOf(await client.searchMovies({ query: 'the', page_size: 5 }));
    const second = answerOf(
      await client.searchMovies({ query: 'the', page_size: 5, page_token: first.next_page_token }),
    );
    const ids = [...first.movies, ...second.movies].map(({ id }) => id);
    expect(new Set(ids).size).toBe(10);
    const both = answerOf(await client.searchMovies({ query: 'the', page_size: 10 }));
    expect(ids).toEqual(both.movies.map(({ id }) => id));
  });

  it("passes on what the catalog says of another query's page token", async () => {
    const { next_page_token } = answerOf(await client.searchMovies({ query: 'the', page_size: 5 }));
    const failure = failureOf(await client.searchMovies({ query: 'of', page_size: 5, page_token: next_page_token }));
    expect(failure.code).toBe(status.INVALID_ARGUMENT);
  });
});

describe('GetMoviePage', () => {
  it('is a film that was found, with its ratings and the screenings of the day', async () => {
    const [found] = answerOf(await client.searchMovies({ query: 'casablanca' })).movies;
    const page = answerOf(await client.getMoviePage({ movie_id: found?.id, date }));
    expect(page.movie).toMatchObject({ id: found?.id, title: 'Casablanca' });
    expect(page.headline).toBe(`Casablanca (${page.movie?.year})`);
    expect(page.ratings?.imdb_rating).toBeGreaterThan(8);
    expect(page.screenings.length).toBeGreaterThan(0);
    for (const { showtime_id, starts_at, cinema, price } of page.screenings) {
      expect(showtime_id.startsWith(`${cinema?.id}.`)).toBe(true);
      expect(Number(starts_at?.seconds)).toBeGreaterThan(Date.parse(date) / 1000 - 86400);
      expect(price?.amount?.currency_code).toBe('USD');
    }
    expect(page.completeness).toEqual(whole);
  });

  it('asks nobody a second time within the ttl', async () => {
    const ask = async () => await client.getMoviePage({ movie_id: 'the-godfather-1972', date });
    const first = await ask();
    const calls = await upstreamCallsOf(system.http, async () => {
      const second = await ask();
      expect(answerOf(second)).toEqual(answerOf(first));
      expect(second.kind === 'answer' && second.trailers.get('cache-status')[0]).toMatch(/^tributary; hit; ttl=\d+$/);
    });
    expect(calls).toEqual({});
  });

  it('asks only for what the mask wants', async () => {
    const calls = await upstreamCallsOf(system.http, async () => {
      const page = answerOf(
        await client.getMoviePage({ movie_id: 'the-godfather-1972', date, read_mask: { paths: ['movie.title'] } }),
      );
      expect(page.movie).toMatchObject({ id: '', title: 'The Godfather' });
      expect(page.screenings).toEqual([]);
      expect(page.headline).toBe('');
    });
    expect(calls).toEqual({ 'catalog.v1.CatalogService/GetMovie': 1 });
  });

  it('is NOT_FOUND where there is no such film', async () => {
    const failure = failureOf(await client.getMoviePage({ movie_id: 'no-such-film-1900', date }));
    expect(failure.code).toBe(status.NOT_FOUND);
    expect(failure.details).toMatch(/^movie: /);
  });

  it('is refused on a day that the calendar does not have', async () => {
    const failure = failureOf(await client.getMoviePage({ movie_id: 'the-godfather-1972', date: '2026-02-30' }));
    expect(failure.code).toBe(status.INVALID_ARGUMENT);
    expect(failure.details).toContain('date');
  });
});

describe('PlanEvening', () => {
  it.each([
    { zip: '98101', city: 'Seattle', state: 'WA', station: 'Seattle' },
    { zip: '10001', city: 'New York', state: 'NY', station: 'New York' },
  ])('is an evening out near $zip, with the weather', async ({ zip, city, state, station }) => {
    const evening = answerOf(await client.planEvening({ zip, date }));
    expect(evening.place).toMatchObject({ city, state });
    expect(evening.weather?.station).toBe(station);
    expect(evening.cinemas.length).toBeGreaterThan(1);
    const distances = evening.cinemas.map(({ cinema }) => cinema?.distance_km ?? Number.NaN);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    for (const { showtimes } of evening.cinemas) {
      expect(showtimes.length).toBeGreaterThan(0);
      for (const { local_time, movie, price } of showtimes) {
        expect(local_time >= '17:00').toBe(true);
        expect(movie?.title).not.toBe('');
        expect(price?.amount?.currency_code).toBe('USD');
      }
    }
    expect(evening.completeness).toEqual(whole);
  });

  it('is whole where no weather is known', async () => {
    const evening = answerOf(await client.planEvening({ zip: '60601', date }));
    expect(evening.weather).toBeNull();
    expect(evening.cinemas.length).toBeGreaterThan(0);
    expect(evening.completeness).toEqual(whole);
  });

  it('asks for the films and the prices of all cinemas in one call each', async () => {
    const calls = await upstreamCallsOf(system.http, async () => {
      answerOf(await client.planEvening({ zip: '90210', date }));
    });
    expect(calls).toEqual({
      'places.v1.PlacesService/LookupZip': 1,
      'weather.v1.WeatherService/GetDay': 1,
      'cinemas.v1.CinemasService/ListCinemas': 1,
      'cinemas.v1.CinemasService/ListShowtimes': 1,
      'catalog.v1.CatalogService/BatchGetMovies': 1,
      'pricing.v1.PricingService/BatchGetPrices': 1,
    });
  });

  it('is NOT_FOUND where there is no such ZIP code', async () => {
    const failure = failureOf(await client.planEvening({ zip: '00000', date }));
    expect(failure.code).toBe(status.NOT_FOUND);
  });
});
