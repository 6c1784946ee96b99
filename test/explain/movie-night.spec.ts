import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  explainMethod,
  type Explanation,
  type MethodPlan,
  planCompositions,
  renderExplanationAsText,
} from '@tributary/plan';
import { compositionsIn } from './compositions.ts';

const plans = new Map<string, MethodPlan>();

beforeAll(async () => {
  for (const plan of planCompositions(await compositionsIn('proto'))) {
    plans.set(plan.method.name, plan);
  }
});

function explained(method: string, configuredTimeoutMs?: number): Explanation {
  const plan = plans.get(method);
  if (plan === undefined) throw new Error(`there is no ${method}`);
  return explainMethod(plan, { configuredTimeoutMs: () => configuredTimeoutMs });
}

describe("MovieNight's page of a film, explained", () => {
  it('starts what needs only the request together, then what needs the screenings', () => {
    expect(explained('GetMoviePage').stages).toEqual([
      { number: 1, steps: ['movie', 'ratings', 'screenings'] },
      { number: 2, steps: ['screenings[].cinema', 'screenings[].price'] },
    ]);
  });

  it('says where each field comes from', () => {
    const origins = new Map(explained('GetMoviePage').fields.map(({ path, origin }) => [path, origin]));
    expect(origins.get('screenings[].starts_at')).toBe('by name from source.starts_at');
    expect(origins.get('ratings')).toBe(
      'call ratings.v1.RatingsService/GetRating, select response.rating, its fields by name',
    );
    expect(origins.get('headline')).toMatch(/^computed from movie: movie\.year == 0 \?/);
    expect(origins.get('screenings[].price')).toBe(
      'call pricing.v1.PricingService/BatchGetPrices, of the item select response',
    );
    expect(origins.get('completeness')).toBe('filled by the engine');
  });

  it('bounds its calls by the length of the list', () => {
    expect(explained('GetMoviePage').bound).toEqual({
      fixed: 3,
      perList: [
        { path: 'screenings[].cinema', count: { kind: 'batched', maxKeys: 100, list: 'screenings', apart: undefined } },
        { path: 'screenings[].price', count: { kind: 'batched', maxKeys: 1000, list: 'screenings', apart: undefined } },
      ],
      maxCalls: 1000,
      mostElements: undefined,
    });
  });

  it('says what survives', () => {
    const rows = explained('GetMoviePage').outages.map(({ service, method, answer, effects }) => [
      method === undefined ? service : `${service}/${method}`,
      answer.kind === 'fails' ? answer.codes.join() : effects.map(({ kind, path }) => `${kind} ${path}`).join(),
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      'catalog.v1.CatalogService': 'UNAVAILABLE',
      'ratings.v1.RatingsService': 'missing ratings',
      'cinemas.v1.CinemasService': 'missing screenings',
      'cinemas.v1.CinemasService/ListShowtimes': 'missing screenings',
      'cinemas.v1.CinemasService/BatchGetCinemas': 'dropped screenings[]',
      'pricing.v1.PricingService': 'missing screenings[].price',
    });
  });

  it('names the parts of the keys of its caches', () => {
    expect(explained('GetMoviePage').caches.map(({ path, key }) => [path, key])).toEqual([
      [
        '',
        [
          'the method',
          'the composition and the contracts of its calls',
          'request.movie_id',
          'request.date',
          'the mask (request.read_mask)',
        ],
      ],
      ['screenings[].cinema', ['the method', 'its contract', 'each key of ids = source.cinema_id']],
    ]);
  });
});

describe("MovieNight's evening, explained", () => {
  it('is a chain of four calls', () => {
    const { chain, stages } = explained('PlanEvening');
    expect(chain.links.map(({ path }) => path)).toEqual([
      'place',
      '$nearby',
      '$programme',
      'cinemas[].showtimes[].movie',
    ]);
    expect(chain).toMatchObject({ timeoutsMs: undefined, worstMs: 2000 });
    expect(stages.map(({ steps }) => steps.length)).toEqual([1, 2, 1, 2]);
  });

  it('takes timeouts of the configuration for calls without their own', () => {
    expect(explained('PlanEvening', 250).chain).toMatchObject({ timeoutsMs: 1000, worstMs: 1000 });
    const timeouts = explained('PlanEvening', 250).steps.map(({ path, timeout }) => [path, timeout] as const);
    expect(new Map(timeouts).get('place')).toEqual({ ms: 250, from: 'configuration' });
    expect(new Map(timeouts).get('weather')).toEqual({ ms: 500, from: 'composition' });
  });

  it('reads well', () => {
    const text = renderExplanationAsText(explained('PlanEvening'));
    expect(text).toContain(
      [
        '  2  $nearby: cinemas.v1.CinemasService/ListCinemas',
        '         with latitude = place.latitude, longitude = place.longitude, page_size = 10; waits for',
        '         place; required by what reads it; cached 10m, 1h stale while revalidating',
      ].join('\n'),
    );
    expect(text).toContain(
      [
        '  places.v1.PlacesService             fails: UNAVAILABLE  an older answer stands in where the cache',
        '                                                          has one, gap STALE, for 10m',
      ].join('\n'),
    );
  });
});
