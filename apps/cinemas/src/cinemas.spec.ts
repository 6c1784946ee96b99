import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { startUnderTest, type ServiceUnderTest } from '@tributary/nestjs';
import { type cinemasV1 } from '@tributary/stubs';
import { cinemas } from './cinemas.process.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(cinemas);
});

afterAll(async () => {
  await service.stop();
});

const call = async <Answer>(method: string, request: object): Promise<Answer> =>
  (await service.client.call(method, request)) as unknown as Answer;
const near = (request: Partial<cinemasV1.ListCinemasRequest>) =>
  call<cinemasV1.ListCinemasResponse>('ListCinemas', request);
const showtimes = (request: Partial<cinemasV1.ListShowtimesRequest>) =>
  call<cinemasV1.ListShowtimesResponse>('ListShowtimes', request);

const newYork = { latitude: 40.750422, longitude: -73.996328 };
const date = '2026-11-20';

describe('ListCinemas', () => {
  it('lists the nearest first, with the distance', async () => {
    const { cinemas: found } = await near({ ...newYork, pageSize: 10 });
    expect(found).toHaveLength(10);
    expect(found[0]).toMatchObject({ city: 'New York', state: 'NY', timeZone: 'America/New_York' });
    const distances = found.map(({ distanceKm }) => distanceKm ?? NaN);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances.at(-1)).toBeLessThanOrEqual(40);
  });

  it('leads through all within the radius', async () => {
    const all = await near({ ...newYork, radiusKm: 50, pageSize: 200 });
    const ids: string[] = [];
    let pageToken = '';
    do {
      const page = await near({ ...newYork, radiusKm: 50, pageSize: 7, pageToken });
      ids.push(...page.cinemas.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(all.nextPageToken).toBe('');
    expect(ids).toEqual(all.cinemas.map(({ id }) => id));
  });

  it('finds none in the ocean', async () => {
    expect(await near({ latitude: 0, longitude: -30 })).toMatchObject({ cinemas: [], nextPageToken: '' });
  });

  it('refuses tokens of other searches, and points that are none', async () => {
    const { nextPageToken: pageToken } = await near({ ...newYork, pageSize: 1 });
    for (const request of [{ ...newYork, radiusKm: 1, pageToken }, { latitude: 91 }, { radiusKm: -1 }]) {
      await expect(near(request)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    }
  });
});

describe('BatchGetCinemas', () => {
  it('answers in the order asked, without what it does not know', async () => {
    const ids = ['seattle-wa-1', 'none', 'new-york-ny-2', 'seattle-wa-1'];
    const answer = await call<cinemasV1.BatchGetCinemasResponse>('BatchGetCinemas', { ids });
    expect(answer.cinemas.map(({ id }) => id)).toEqual(['seattle-wa-1', 'new-york-ny-2', 'seattle-wa-1']);
    expect(answer.cinemas[0]?.distanceKm).toBeUndefined();
  });
});

describe('ListShowtimes', () => {
  it('lists a film wherever it is shown', async () => {
    const { showtimes: found } = await showtimes({ movieId: 'king-kong-2005', date });
    expect(found.length).toBeGreaterThan(5);
    expect(new Set(found.map(({ movieId }) => movieId))).toEqual(new Set(['king-kong-2005']));
    expect(new Set(found.map(({ cinemaId }) => cinemaId)).size).toBeGreaterThan(2);
    const starts = found.map(({ startsAt }) => Number(startsAt?.seconds));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('lists the same showtimes by film as by cinema', async () => {
    const byFilm = (await showtimes({ movieId: 'king-kong-2005', date })).showtimes;
    const cinemaIds = [...new Set(byFilm.map(({ cinemaId }) => cinemaId))];
    const byCinema = (await showtimes({ cinemaIds, date, pageSize: 1000 })).showtimes;
    expect(byCinema.filter(({ movieId }) => movieId === 'king-kong-2005')).toEqual(byFilm);
    expect((await showtimes({ movieId: 'king-kong-2005', cinemaIds: cinemaIds.slice(0, 1), date })).showtimes).toEqual(
      byFilm.filter(({ cinemaId }) => cinemaId === cinemaIds[0]),
    );
  });

  it('gives each an id that says what it is, and a start where the cinema is', async () => {
    const { showtimes: found } = await showtimes({ cinemaIds: ['new-york-ny-1'], date });
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    for (const { id, screen, localTime, startsAt, format } of found) {
      const name = { 1: 'standard', 2: '3d', 3: 'imax' }[format as 1 | 2 | 3];
      expect(id).toBe(`new-york-ny-1.s${screen}.20261120.${localTime.replace(':', '')}.${name}`);
      expect(Number(startsAt?.seconds) * 1000).toBe(Date.parse(`${date}T${localTime}:00-05:00`));
    }
  });

  it('begins where the evening does', async () => {
    const cinemaIds = ['new-york-ny-1'];
    const all = (await showtimes({ cinemaIds, date })).showtimes;
    const evening = (await showtimes({ cinemaIds, date, earliestLocalTime: '17:00' })).showtimes;
    expect(evening).toEqual(all.filter(({ localTime }) => localTime >= '17:00'));
    expect(evening.length).toBeGreaterThan(0);
  });

  it('has evening shows near every place', async () => {
    for (const place of [
      newYork,
      { latitude: 47.432251, longitude: -121.803388 },
      { latitude: 21.31, longitude: -157.86 },
    ]) {
      const cinemaIds = (await near({ ...place, pageSize: 10 })).cinemas.map(({ id }) => id);
      const { showtimes: found } = await showtimes({ cinemaIds, date, earliestLocalTime: '17:00' });
      expect(new Set(found.map(({ cinemaId }) => cinemaId))).toEqual(new Set(cinemaIds));
    }
  });

  it('leads through a long day', async () => {
    const cinemaIds = (await near({ ...newYork, pageSize: 20 })).cinemas.map(({ id }) => id);
    const all = await showtimes({ cinemaIds, date, pageSize: 5000 });
    const ids: string[] = [];
    let pageToken = '';
    do {
      const page = await showtimes({ cinemaIds, date, pageSize: 50, pageToken });
      ids.push(...page.showtimes.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(ids).toEqual(all.showtimes.map(({ id }) => id));
  });

  it.each([{ movieId: 'none' }, { cinemaIds: ['none'] }])('has none for %j', async (request) => {
    expect((await showtimes({ ...request, date })).showtimes).toEqual([]);
  });

  it.each([
    [{ date }, 'movie_id or cinema_ids must be given'],
    [{ movieId: 'a', date: '2026-02-29' }, 'date: must be a day'],
    [{ movieId: 'a', date, earliestLocalTime: '24:00' }, 'earliest_local_time: must be a time of the day'],
    [{ movieId: 'a', date, pageToken: 'x' }, 'page_token: '],
  ])('refuses %j: INVALID_ARGUMENT', async (request, message) => {
    await expect(showtimes(request)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(message) as unknown,
    });
  });
});
