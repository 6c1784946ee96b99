import { describe, expect, it } from '@jest/globals';
import type { Cache } from '@tributary/cache';
import fc from 'fast-check';
import { Bench, type BenchOptions, type Request } from '../test/bench.ts';
import { HeldCache } from '../test/held-cache.ts';

/** A bench whose lookups wait for the spec. */
function held(body: string, options: BenchOptions = {}): { bench: Bench; cache: HeldCache } {
  const made: HeldCache[] = [];
  const inFrontOf = (memory: Cache): HeldCache => {
    const cache = new HeldCache(memory);
    made.push(cache);
    return cache;
  };
  const bench = new Bench(body, { ...options, cache: true, inFrontOf });
  const [cache] = made;
  if (cache === undefined) throw new Error('no cache');
  return { bench, cache };
}

const times = 'ttl: "10s" stale_while_revalidate: "10s" stale_if_error: "100s" negative_ttl: "5s"';

describe('a call that is looked up for a while', () => {
  const required = `message Response { up.v1.Rep a = 1 [= @A args: "id = request.id" timeout: "400ms" cache: { ${times} }]; }`;
  const optional = required.replace('timeout', 'optional: true timeout');

  it('is made where the cache has nothing, and not where it has the reply', () => {
    const { bench, cache } = held(required);
    const first = bench.ask({ id: '1' });
    expect(bench.calls).toEqual([]);
    cache.answer();
    bench.answer('A', { text: 'kept' });
    expect(first.outcome).toEqual({ a: { text: 'kept' } });
    const second = bench.ask({ id: '1' });
    expect(second.outcome).toBe('pending');
    cache.answer();
    expect(second.outcome).toEqual({ a: { text: 'kept' } });
    expect(bench.calls).toHaveLength(1);
    expect(bench.time.pending).toBe(0);
  });

  it('is looked up once for all in the request that want it', () => {
    const { bench, cache } = held(`message Response {
      string text = 1 [= @A select: "response.text" cache: { ttl: "10s" }];
      int32 n = 2 [= @A select: "response.n" cache: { ttl: "10s" }];
    }`);
    bench.ask();
    expect(cache.lookups).toHaveLength(1);
    cache.answer();
    expect(bench.calls).toHaveLength(1);
  });

  it('is left with its caller: nothing is made of what is found later', () => {
    const { bench, cache } = held(required);
    const request = bench.ask({ id: '1' });
    const [lookup] = cache.lookups;
    request.cancel();
    expect(lookup?.state).toBe('cancelled');
    cache.answer();
    expect(bench.calls).toEqual([]);
    expect(bench.time.pending).toBe(0);
  });

  it('is made without the cache after a quarter of its time, and no answer comes too late then', () => {
    const { bench, cache } = held(required);
    const request = bench.ask({ id: '1' });
    const [lookup] = cache.lookups;
    bench.advance(99);
    expect(bench.calls).toEqual([]);
    bench.advance(1);
    expect(lookup?.state).toBe('cancelled');
    expect(bench.open('A').leftMs).toBe(300);
    bench.advance(300);
    expect(request.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
  });

  it('has no more time than if it had not been looked up', () => {
    const { bench, cache } = held(optional);
    const request = bench.ask({ id: '1' }, { deadlineMs: 200 });
    bench.advance(40);
    cache.answer();
    expect(bench.open('A').leftMs).toBe(160);
    bench.advance(150);
    expect(request.outcome).toEqual({});
    expect(request.gaps).toEqual(['a TIMED_OUT DEADLINE_EXCEEDED A']);
  });

  it('is kept where it was made without the cache', () => {
    const { bench, cache } = held(required);
    bench.ask({ id: '1' });
    bench.advance(100);
    bench.answer('A', { text: 'kept' });
    const second = bench.ask({ id: '1' });
    cache.answer();
    expect(second.outcome).toEqual({ a: { text: 'kept' } });
  });
});

describe('keys of a batch that are looked up', () => {
  const body = `message Response { repeated El els = 1 [= value: "request.ids"]; }
    message El { up.v1.Item item = 1 [= @Batch args: "ids = source" batch: { match: "id" } cache: { ttl: "10s" } optional: true]; }`;
  const items = (...ids: string[]): { items: { id: string; text: string }[] } => ({
    items: ids.map((id) => ({ id, text: `t${id}` })),
  });

  it('go out in one call, however they are answered', () => {
    const { bench, cache } = held(body);
    const request = bench.ask({ ids: ['a', 'b', 'c'] });
    cache.answerOne();
    bench.settle();
    cache.answerOne();
    bench.settle();
    expect(bench.calls).toEqual([]);
    cache.answerOne();
    bench.settle();
    expect(bench.calls).toEqual(['Batch {"ids":["a","b","c"]}']);
    bench.answer('Batch', items('a', 'b', 'c'));
    expect(request.outcome).toMatchObject({ els: [{ item: { text: 'ta' } }, { item: { text: 'tb' } }, {}] });
  });

  it('do not hold up those that the cache has', () => {
    const { bench, cache } = held(body);
    bench.ask({ ids: ['b'] });
    cache.answer();
    bench.settle();
    bench.answer('Batch', items('b'));
    const request = bench.ask({ ids: ['a', 'b'] });
    cache.answerOne();
    bench.settle();
    expect(bench.calls).toHaveLength(1);
    cache.answerOne();
    bench.settle();
    expect(bench.calls.slice(1)).toEqual(['Batch {"ids":["a"]}']);
    bench.answer('Batch', items('a'));
    expect(request.outcome).toMatchObject({ els: [{ item: { text: 'ta' } }, { item: { text: 'tb' } }] });
  });

  it('wait for each other for a moment only', () => {
    const { bench, cache } = held(body);
    bench.ask({ ids: ['a', 'b', 'c'] });
    cache.answerOne();
    cache.answerOne();
    bench.advance(4);
    expect(bench.calls).toEqual([]);
    bench.advance(1);
    expect(bench.calls).toEqual(['Batch {"ids":["a","b"]}']);
    cache.answerOne();
    bench.settle();
    expect(bench.calls.slice(1)).toEqual(['Batch {"ids":["c"]}']);
  });

  it('are left one by one', () => {
    const { bench, cache } = held(body);
    const first = bench.ask({ ids: ['a', 'b'] });
    cache.answerOne();
    first.cancel();
    cache.answer();
    bench.advance(1000);
    expect(bench.calls).toEqual([]);
    expect(bench.time.pending).toBe(0);
  });
});

describe('an answer that is looked up for a while', () => {
  const body = `service SpecService {
      rpc Get(Request) returns (Response) {
        option idempotency_level = NO_SIDE_EFFECTS;
        option (tributary.v1.composite) = { timeout: "1s" cache: { ${times} } };
      }
    }
    message Response { up.v1.Rep a = 1 [= @A args: "id = request.id"]; }`;

  it('is made after a quarter of the budget, with what is left of it', () => {
    const { bench, cache } = held(body);
    const request = bench.ask({ id: '1' });
    const [lookup] = cache.lookups;
    bench.advance(250);
    expect(lookup?.state).toBe('cancelled');
    expect(bench.open('A').leftMs).toBe(750);
    bench.advance(750);
    expect(request.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
  });

  it('is left with its caller', () => {
    const { bench, cache } = held(body);
    bench.ask({ id: '1' }).cancel();
    cache.answer();
    expect(bench.calls).toEqual([]);
    expect(bench.time.pending).toBe(0);
  });
});

describe('refreshes', () => {
  const body = `service SpecService {
      rpc Get(Request) returns (Response) {
        option idempotency_level = NO_SIDE_EFFECTS;
        option (tributary.v1.composite) = { timeout: "1s" cache: { ${times} tags: "'all'" } };
      }
      rpc Calls(Request) returns (Response) { option (tributary.v1.composite) = { timeout: "1s" max_calls: 2 }; }
      rpc Change(Request) returns (Changed) { option (tributary.v1.composite) = { timeout: "1s" invalidates: "'all'" }; }
    }
    message Changed { up.v1.Rep w = 1 [= @Write]; }
    message Response {
      up.v1.Rep a = 1 [= @A args: "id = request.id" timeout: "300ms" cache: { ${times} tags: "'all'" }];
      up.v1.Item b = 2 [= @Batch args: "ids = request.ids" batch: { match: "id" } select: "response" cache: { ${times} } optional: true when: "false"];
      repeated El els = 3 [= value: "request.ids"];
    }
    message El {
      up.v1.Item item = 1 [= @Batch args: "ids = source" batch: { match: "id" } cache: { ${times} } optional: true];
    }`.replace(/ *up.v1.Item b = 2.*\n/, '');

  type Step =
    | {
        readonly kind: 'ask';
        readonly method: 'Get' | 'Calls' | 'Change';
        readonly n: number;
        readonly deadlineMs: number;
      }
    | { readonly kind: 'cancel'; readonly which: number }
    | { readonly kind: 'look-up' }
    | { readonly kind: 'answer'; readonly how: 'ok' | 'UNAVAILABLE' | 'NOT_FOUND' | 'ABORTED' }
    | { readonly kind: 'release' }
    | { readonly kind: 'advance'; readonly ms: number };

  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('ask' as const),
        method: fc.constantFrom('Get' as const, 'Get' as const, 'Calls' as const, 'Change' as const),
        n: fc.nat(2),
        deadlineMs: fc.constantFrom(0, 3, 50, 5000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(9) }) },
    { weight: 4, arbitrary: fc.constant({ kind: 'look-up' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('answer' as const),
        how: fc.constantFrom(
          'ok' as const,
          'ok' as const,
          'UNAVAILABLE' as const,
          'NOT_FOUND' as const,
          'ABORTED' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'release' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('advance' as const),
        ms: fc.constantFrom(1, 60, 400, 5000, 11_000, 30_000),
      }),
    },
  );

  it('end once each, whatever becomes of requests, lookups and calls', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), fc.boolean(), (steps, closing) => {
        const { bench, cache } = held(body, { random: () => 0.5 });
        cache.holdInvalidations = true;
        const requests: Request[] = [];
        const answerAll = (how: string): void => {
          for (const arrival of bench.upstream.arrivals.filter(({ state }) => state === 'open')) {
            const { ids = [] } = arrival.request as { ids?: string[] };
            if (how !== 'ok') arrival.answer({ status: how as 'UNAVAILABLE' });
            else if (arrival.name === 'Batch') arrival.answer({ items: ids.map((id) => ({ id })) });
            else arrival.answer({});
          }
          bench.settle();
        };
        for (const one of steps) {
          switch (one.kind) {
            case 'ask': {
              const ids = ['x', 'y', 'z'].slice(0, one.n);
              requests.push(bench.ask({ id: '1', ids }, { method: one.method, deadlineMs: one.deadlineMs }));
              break;
            }
            case 'cancel':
              requests[one.which]?.cancel();
              break;
            case 'look-up':
              cache.answerOne();
              bench.settle();
              break;
            case 'answer':
              answerAll(one.how);
              break;
            case 'release':
              cache.releaseInvalidations();
              break;
            case 'advance':
              bench.advance(one.ms);
          }
        }
        // To the end of everything: refreshes behind answers last as long as the budget, after the wait before them.
        if (closing) void bench.engine.close();
        for (let round = 0; round < 3; round++) {
          cache.answer();
          cache.releaseInvalidations();
          bench.advance(2500);
        }
        expect([...cache.owed]).toEqual([]);
        expect(bench.time.pending).toBe(0);
        expect(bench.states.filter((state) => state.endsWith(' open'))).toEqual([]);
      }),
      { numRuns: Number(process.env['REFRESH_RUNS'] ?? 200) },
    );
  }, 60_000);
});
