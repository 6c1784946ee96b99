import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { readFilms } from '@tributary/datasets';
import { startUnderTest, type ServiceUnderTest } from '@tributary/nestjs';
import type { ratingsV1 } from '@tributary/stubs';
import { ratings } from './ratings.process.ts';
import { RatingsService } from './ratings.service.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(ratings);
});

afterAll(async () => {
  await service.stop();
});

const batch = async (movieIds: readonly string[]) =>
  ((await service.client.call('BatchGetRatings', { movieIds })) as unknown as ratingsV1.BatchGetRatingsResponse)
    .ratings;

describe('GetRating', () => {
  it('answers with both ratings where there are both', async () => {
    expect(await service.client.call('GetRating', { movieId: 'king-kong-2005' })).toMatchObject({
      rating: { movieId: 'king-kong-2005', imdbRating: 7.6, imdbVotes: 132720, rottenTomatoesPercent: 83 },
    });
  });

  it('leaves unset the one that there is not', async () => {
    const { rating } = (await service.client.call('GetRating', {
      movieId: 'the-land-girls-1998',
    })) as unknown as ratingsV1.GetRatingResponse;
    expect(rating).toMatchObject({ imdbRating: 6.1, imdbVotes: 1071 });
    expect(rating?.rottenTomatoesPercent).toBeUndefined();
  });

  it.each(['mississippi-mermaid-1999', 'none'])('has none of %s: NOT_FOUND', async (movieId) => {
    await expect(service.client.call('GetRating', { movieId })).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('wants a film: INVALID_ARGUMENT', async () => {
    await expect(service.client.call('GetRating', {})).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

describe('BatchGetRatings', () => {
  it('leaves out who is not rated, and keeps the order', async () => {
    const answer = await batch(['wings-1927', 'mississippi-mermaid-1999', 'none', 'king-kong-2005']);
    expect(answer.map(({ movieId }) => movieId)).toEqual(['wings-1927', 'king-kong-2005']);
  });

  it('refuses an empty id', async () => {
    await expect(batch(['wings-1927', ''])).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('movie_ids[1]') as unknown,
    });
  });
});

describe('RatingsService', () => {
  it('rates all films but 152, on the scales of the contract', () => {
    const films = readFilms();
    const all = new RatingsService(films).ratings(films.map(({ id }) => id));
    expect(all).toHaveLength(3201 - 152);
    for (const { imdbRating = 1, rottenTomatoesPercent = 1 } of all) {
      expect(imdbRating).toBeGreaterThanOrEqual(1);
      expect(imdbRating).toBeLessThanOrEqual(10);
      expect(rottenTomatoesPercent).toBeGreaterThanOrEqual(1);
      expect(rottenTomatoesPercent).toBeLessThanOrEqual(100);
    }
  });
});
