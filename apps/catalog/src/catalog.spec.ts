import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status, type ServiceError } from '@grpc/grpc-js';
import { startUnderTest, statusDetailsOf, type ServiceUnderTest } from '@tributary/nestjs';
import type { catalogV1 } from '@tributary/stubs';
import { catalog } from './catalog.process.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(catalog);
});

afterAll(async () => {
  await service.stop();
});

const call = async <Answer>(method: string, request: object): Promise<Answer> =>
  (await service.client.call(method, request)) as unknown as Answer;
const search = (request: Partial<catalogV1.SearchMoviesRequest>) =>
  call<catalogV1.SearchMoviesResponse>('SearchMovies', request);
const failure = (method: string, request: object): Promise<ServiceError> =>
  service.client.call(method, request).then(
    () => Promise.reject(new Error('the call succeeded')),
    (error: unknown) => error as ServiceError,
  );

describe('GetMovie', () => {
  it('answers with the film', async () => {
    const { movie } = await call<catalogV1.GetMovieResponse>('GetMovie', { id: 'king-kong-2005' });
    expect(movie).toMatchObject({
      id: 'king-kong-2005',
      title: 'King Kong',
      year: 2005,
      releaseDate: '2005-12-14',
      director: 'Peter Jackson',
      genre: 'Adventure',
      mpaaRating: 'PG-13',
      productionBudgetUsd: 207_000_000n,
    });
  });

  it('leaves unset what the data does not tell', async () => {
    const { movie } = await call<catalogV1.GetMovieResponse>('GetMovie', { id: 'the-land-girls-1998' });
    expect(movie).toMatchObject({ title: 'The Land Girls', genre: '', director: '' });
    expect(movie?.runningTimeMinutes).toBeUndefined();
  });

  it('has no film of another id: NOT_FOUND', async () => {
    const error = await failure('GetMovie', { id: 'none' });
    expect([error.code, error.details]).toEqual([status.NOT_FOUND, 'no film with the id "none"']);
    expect(statusDetailsOf(error)).toMatchObject([
      { reason: 'MOVIE_NOT_FOUND', domain: 'catalog.movienight.example', metadata: { id: 'none' } },
    ]);
  });

  it('wants an id: INVALID_ARGUMENT', async () => {
    const error = await failure('GetMovie', {});
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(statusDetailsOf(error)).toMatchObject([
      { fieldViolations: [{ field: 'id' }] },
      { reason: 'INVALID_REQUEST' },
    ]);
  });
});

describe('BatchGetMovies', () => {
  it('answers in the order asked, twice where asked twice, without what it does not know', async () => {
    const ids = ['wings-1927', 'none', 'king-kong-2005', 'wings-1927'];
    const { movies } = await call<catalogV1.BatchGetMoviesResponse>('BatchGetMovies', { ids });
    expect(movies.map(({ id }) => id)).toEqual(['wings-1927', 'king-kong-2005', 'wings-1927']);
  });

  it('answers nothing with nothing', async () => {
    expect((await call<catalogV1.BatchGetMoviesResponse>('BatchGetMovies', {})).movies).toEqual([]);
  });

  it('takes 500 ids and no more', async () => {
    const ids = Array.from({ length: 500 }, () => 'wings-1927');
    expect((await call<catalogV1.BatchGetMoviesResponse>('BatchGetMovies', { ids })).movies).toHaveLength(500);
    expect((await failure('BatchGetMovies', { ids: [...ids, 'wings-1927'] })).code).toBe(status.INVALID_ARGUMENT);
  });
});

describe('SearchMovies', () => {
  it('finds by title, the best match first', async () => {
    const { movies, totalSize } = await search({ query: 'king kong' });
    expect(movies.map(({ id }) => id)).toEqual(['king-kong-1976', 'king-kong-2005', 'king-kong-1933-1933']);
    expect(totalSize).toBe(3);
  });

  it('finds by genre and year', async () => {
    const { movies } = await search({ genre: 'western', year: 1969 });
    expect(movies.length).toBeGreaterThan(0);
    expect(movies.every(({ genre, year }) => genre === 'Western' && year === 1969)).toBe(true);
  });

  it('leads through all films, each once', async () => {
    const seen = new Set<string>();
    let pageToken = '';
    let pages = 0;
    do {
      const page = await search({ pageSize: 1000, pageToken });
      expect(page.movies.length).toBeLessThanOrEqual(200);
      for (const { id } of page.movies) seen.add(id);
      pageToken = page.nextPageToken;
      pages += 1;
    } while (pageToken !== '');
    expect([seen.size, pages]).toEqual([3201, 17]);
  });

  it('gives 50 films where no size is asked for', async () => {
    expect((await search({})).movies).toHaveLength(50);
  });

  it('refuses the token of another search', async () => {
    const { nextPageToken: pageToken } = await search({ query: 'the' });
    expect((await search({ query: 'the', pageToken })).movies).toHaveLength(50);
    for (const request of [
      { query: 'a', pageToken },
      { query: 'the', pageToken: 'broken' },
    ]) {
      const error = await failure('SearchMovies', request);
      expect(error.code).toBe(status.INVALID_ARGUMENT);
      expect(statusDetailsOf(error)).toMatchObject([
        { fieldViolations: [{ field: 'page_token' }] },
        { reason: 'INVALID_REQUEST', domain: 'catalog.movienight.example' },
      ]);
    }
  });

  it('refuses a negative size', async () => {
    expect((await failure('SearchMovies', { pageSize: -1 })).code).toBe(status.INVALID_ARGUMENT);
  });
});
