import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@bufbuild/protobuf';
import { Bench, type Request } from '../test/bench.ts';

/** Numbers that look random, and are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const cached = 'ttl: "10h" stale_if_error: "20h"';

/** Reads of a row, cached as an answer, as a call, as the keys of a batch; and a write that invalidates them. */
const body = `service SpecService {
    rpc Whole(Request) returns (WholeResponse) {
      option idempotency_level = NO_SIDE_EFFECTS;
      option (tributary.v1.composite) = { timeout: "1h" cache: { ${cached} tags: "'row:' + request.id" } };
    }
    rpc Call(Request) returns (CallResponse) { option (tributary.v1.composite) = { timeout: "1h" }; }
    rpc Key(Request) returns (KeyResponse) { option (tributary.v1.composite) = { timeout: "1h" }; }
    rpc Plain(Request) returns (WholeResponse) { option (tributary.v1.composite) = { timeout: "1h" }; }
    rpc Change(Request) returns (Changed) {
      option (tributary.v1.composite) = { timeout: "1h" invalidates: "'row:' + request.id" };
    }
  }
  message WholeResponse { int32 n = 1 [= @A args: "id = request.id" select: "response.n"]; }
  message CallResponse {
    int32 n = 1 [= @A args: "id = request.id" select: "response.n" cache: { ${cached} tags: "'row:' + request.id" }];
  }
  message KeyResponse {
    int32 n = 1 [= @Batch args: "ids = request.id" batch: { match: "id" } select: "response.n" cache: { ${cached} tags: "'row:' + request.id" }];
  }
  message Changed { up.v1.Rep done = 1 [= @Write args: "id = request.id"]; }`;

const reads = ['Whole', 'Call', 'Key', 'Plain'] as const;

describe('invalidation against fills in flight', () => {
  it('never leaves a value from before, in 10,000 races', () => {
    const bench = new Bench(body, { cache: true });
    const random = numbers(20_26);
    const rows = new Map<string, number>();
    const upTo = (count: number): number => Math.floor(random() * count);
    let hits = 0;
    let changes = 0;
    for (let race = 0; race < 10_000; race++) {
      // Rows repeat, so that what one race leaves behind meets the next one.
      const id = `r${upTo(50)}`;
      const asked: Request[] = [];
      /** What upstreams will answer was read when they were asked. */
      const replies = new Map<object, JsonObject>();
      const ask = (method: string): Request => {
        const before = bench.upstream.arrivals.length;
        if (method === 'Change') rows.set(id, (rows.get(id) ?? 1) + 1);
        const request = bench.ask({ id }, { method });
        for (const arrival of bench.upstream.arrivals.slice(before)) {
          const n = rows.get(id) ?? 1;
          replies.set(arrival, arrival.name === 'Batch' ? { items: [{ id, n }] } : { n });
        }
        return request;
      };
      const land = (): void => {
        const open = bench.upstream.arrivals.filter(({ state }) => state === 'open');
        const arrival = open[upTo(open.length)];
        if (arrival === undefined) return;
        arrival.answer(replies.get(arrival) ?? {});
        bench.settle();
      };
      for (let steps = 2 + upTo(5); steps > 0; steps--) {
        if (random() < 0.5) land();
        else if (random() < 0.4) {
          asked.push(ask('Change'));
          changes++;
        } else asked.push(ask(reads[upTo(reads.length)] ?? 'Whole'));
      }
      while (asked.some(({ outcome }) => outcome === 'pending')) land();
      // All changes have been answered: what the cache gives now is what is there now.
      for (const method of reads.slice(0, 3)) {
        const before = bench.upstream.arrivals.length;
        const probe = ask(method);
        if (bench.upstream.arrivals.length > before) {
          land();
          continue;
        }
        hits++;
        expect(probe.outcome).toEqual({ n: rows.get(id) ?? 1 } satisfies JsonObject);
      }
      bench.upstream.arrivals.length = 0;
    }
    // It is a race only where both sides run.
    expect(hits).toBeGreaterThan(5000);
    expect(changes).toBeGreaterThan(5000);
  }, 120_000);

  it('counts from when a call was made that is joined, not from when it was joined', () => {
    const bench = new Bench(body, { cache: true });
    bench.ask({ id: '1' }, { method: 'Plain' });
    bench.ask({ id: '1' }, { method: 'Change' });
    bench.answer('Write');
    const joined = bench.ask({ id: '1' }, { method: 'Whole' });
    expect(bench.calls).toHaveLength(2);
    bench.answer('A', { n: 7 });
    expect(joined.outcome).toEqual({ n: 7 });
    expect(joined.trailer('cache-status')).toBe('tributary; fwd=miss; collapsed');
    expect(bench.ask({ id: '1' }, { method: 'Whole' }).outcome).toBe('pending');
  });
});
