import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';
import type { EngineObserver } from '../engine.ts';

const single = (options: string, more = ''): string => `service SpecService {
    rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { timeout: "1s" }; }
    rpc Change(Request) returns (Changed) { option (tributary.v1.composite) = { invalidates: "'item:' + request.id" }; }
  }
  message Changed { up.v1.Rep w = 1 [= @Write]; }
  message Response { up.v1.Rep a = 1 [= @A args: "id = request.id" cache: { ${options} } ${more}]; }`;

/** A bench with a cache, and what is heard of it. */
function caching(body: string) {
  const heard: string[] = [];
  const observer: EngineObserver = { callCache: ({ outcome }) => heard.push(outcome) };
  return { bench: new Bench(body, { cache: true, observer }), heard };
}

describe('the cache of a call', () => {
  it('gives the reply to equal calls of any request until the ttl ends', () => {
    const { bench, heard } = caching(single('ttl: "10s"'));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 't' });
    bench.advance(9999);
    expect(bench.ask({ id: '1' }).outcome).toEqual({ a: { text: 't' } });
    expect(bench.ask({ id: '2' }).outcome).toBe('pending');
    bench.advance(1);
    expect(bench.ask({ id: '1' }).outcome).toBe('pending');
    expect(heard).toEqual(['miss', 'hit']);
  });

  it('keeps the reply before select, absent and errors', () => {
    const body = `message Response {
      string text = 1 [= @A select: "response.text" cache: { ttl: "10s" }];
      int32 n = 2 [= @A select: "response.n" cache: { ttl: "10s" }];
    }`;
    const { bench } = caching(body);
    bench.ask();
    bench.answer('A', { text: 't', n: 3 });
    expect(bench.ask().outcome).toEqual({ text: 't', n: 3 });
    expect(bench.calls).toHaveLength(1);
  });

  it('remembers NOT_FOUND for negative_ttl, as the upstream sent it', () => {
    const { bench, heard } = caching(single('ttl: "10s" negative_ttl: "2s"'));
    bench.ask({ id: '1' });
    bench.answer('A', { status: 'NOT_FOUND', message: 'no 1' });
    const again = bench.ask({ id: '1' });
    expect(again.outcome).toBe('NOT_FOUND: a: no 1');
    expect(again.errorInfo).toBe('UPSTREAM_FAILED a A NOT_FOUND');
    bench.advance(2000);
    expect(bench.ask({ id: '1' }).outcome).toBe('pending');
    expect(heard).toEqual(['miss', 'negative']);
  });

  it('keeps no other failure, and no reply with gaps of its own', () => {
    const { bench } = caching(`message Response { up.v1.Told t = 1 [= @Tell cache: { ttl: "10s" } optional: true]; }`);
    bench.ask();
    bench.answer('Tell', { status: 'UNAVAILABLE' });
    bench.ask();
    bench.answer('Tell', { completeness: { gaps: [{ path: 'rep', reason: 'GAP_REASON_FAILED' }] } });
    bench.ask();
    bench.answer('Tell', { completeness: { complete: true } });
    expect(bench.ask().outcome).not.toBe('pending');
    expect(bench.calls).toHaveLength(3);
  });

  it('gives the old value within stale-while-revalidate, as good as fresh, and refreshes once behind it', async () => {
    const { bench, heard } = caching(single('ttl: "10s" stale_while_revalidate: "5s"'));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'old' });
    bench.advance(12_000);
    const stale = bench.ask({ id: '1' }, { deadlineMs: 50 });
    expect(stale.outcome).toEqual({ a: { text: 'old' } });
    expect(stale.gaps).toEqual([]);
    expect(bench.open('A').leftMs).toBe(1000);
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'new' });
    await bench.engine.idle();
    expect(bench.ask({ id: '1' }).outcome).toEqual({ a: { text: 'new' } });
    expect(bench.calls).toHaveLength(2);
    expect(heard).toEqual(['miss', 'hit', 'hit', 'hit']);
  });

  it.each([
    ['timeout: "300ms"', 300],
    ['timeout: "3s"', 1000],
  ])("refreshes within the shorter of the call's timeout and the method's budget: %s", (timeout, leftMs) => {
    const { bench } = caching(single('ttl: "10s" stale_while_revalidate: "5s"', timeout));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'old' });
    bench.advance(12_000);
    bench.ask({ id: '1' });
    expect(bench.open('A').leftMs).toBe(leftMs);
  });

  it.each(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'UNKNOWN'] as const)(
    'gives the old value within stale-if-error where asking fails with %s, and says so',
    (status) => {
      const { bench, heard } = caching(single('ttl: "10s" stale_if_error: "1m"'));
      bench.ask({ id: '1' });
      bench.answer('A', { text: 'old' });
      bench.advance(20_000);
      const stale = bench.ask({ id: '1' });
      bench.answer('A', { status });
      expect(stale.outcome).toEqual({ a: { text: 'old' } });
      expect(stale.gaps).toEqual([`a STALE ${status} A`]);
      expect(heard).toEqual(['miss', 'stale']);
    },
  );

  it('gives the old value where the reply is malformed, and not for other codes', () => {
    const { bench } = caching(single('ttl: "10s" stale_if_error: "1m"'));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'old' });
    bench.advance(20_000);
    const malformed = bench.ask({ id: '1' });
    bench.answer('A', { bytes: Uint8Array.of(0x0a, 5) });
    expect(malformed.outcome).toEqual({ a: { text: 'old' } });
    bench.ask({ id: '1' });
    bench.answer('A', { status: 'UNAVAILABLE' });
    // For a moment nobody asks again.
    expect(bench.ask({ id: '1' }).outcome).toEqual({ a: { text: 'old' } });
    bench.advance(100);
    const aborted = bench.ask({ id: '1' });
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    expect(aborted.outcome).toBe('ABORTED: a: no');
  });

  it('gives the old value a reserve before the budget ends, though the call is required', () => {
    const { bench } = caching(single('ttl: "10s" stale_if_error: "1m"'));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'old' });
    bench.advance(20_000);
    const stale = bench.ask({ id: '1' });
    bench.advance(949);
    expect(stale.outcome).toBe('pending');
    bench.advance(1);
    expect(stale.outcome).toEqual({ a: { text: 'old' } });
    expect(stale.gaps).toEqual(['a STALE DEADLINE_EXCEEDED A']);
  });

  it('keeps items of a batch by key', () => {
    const { bench } = caching(
      `message Response { repeated up.v1.Item items = 1 [= @Batch args: "ids = request.ids" batch: { match: "id" }
      cache: { ttl: "10s" negative_ttl: "5s" } absent: NOT_FOUND]; }`.replace(/\n\s*/, ' '),
    );
    bench.ask({ ids: ['a', 'b', 'x'] });
    bench.answer('Batch', { items: [{ id: 'a' }, { id: 'b', n: 1 }] });
    const second = bench.ask({ ids: ['b', 'c', 'x'] });
    expect(bench.calls).toEqual(['Batch {"ids":["a","b","x"]}', 'Batch {"ids":["c"]}']);
    bench.answer('Batch', { items: [{ id: 'c' }] });
    expect(second.outcome).toEqual({ items: [{ id: 'b', n: 1 }, { id: 'c' }] });
  });

  it('is told apart by forwarded metadata and the fields of a batch', () => {
    const { bench } = caching(`message Response {
      up.v1.Rep a = 1 [= @A forward: "x" cache: { ttl: "10s" }];
      up.v1.Item b = 2 [= @Batch args: "ids = 'k'" batch: { match: "id" } cache: { ttl: "10s" } when: "request.n == 0"];
      up.v1.Item c = 3 [= @Batch args: "codes = 'k'" batch: { match: "id" } cache: { ttl: "10s" } when: "request.n == 1"];
    }`);
    bench.ask();
    bench.answer('A');
    bench.answer('Batch', { items: [{ id: 'k', text: 'by id' }] });
    bench.ask({ n: 1 });
    expect(bench.calls.slice(2)).toEqual(['Batch {"codes":["k"]}']);
    bench.ask({}, { metadata: { x: '1' } });
    expect(bench.calls.slice(3)).toEqual(['A {}']);
  });

  it('is forgotten by its tags', () => {
    const { bench } = caching(single('ttl: "10s" tags: ["\'item:\' + request.id", "request.ids"]'));
    bench.ask({ id: '1' });
    bench.answer('A', { text: 'old' });
    bench.ask({ id: '1' }, { method: 'Change' });
    bench.answer('Write');
    expect(bench.ask({ id: '1' }).outcome).toBe('pending');
  });

  it('does not fail with its tags: without one that is none, uncached where one failed', () => {
    const { bench } = caching(
      single('ttl: "10s" tags: "b.text" tags: "\'item:\' + request.id"').replace(
        'message Response {',
        'message Response { up.v1.Rep b = 2 [= @B absent: NOT_FOUND optional: true];',
      ),
    );
    bench.ask({ id: '1' });
    bench.answer('B', { status: 'ABORTED' });
    bench.answer('A', { text: 'not kept' });
    bench.ask({ id: '1' });
    bench.answer('B', { status: 'NOT_FOUND' });
    bench.answer('A', { text: 'kept' });
    const third = bench.ask({ id: '1' });
    bench.answer('B', { status: 'NOT_FOUND' });
    expect(third.outcome).toEqual({ a: { text: 'kept' } });
    bench.ask({ id: '1' }, { method: 'Change' });
    bench.answer('Write');
    bench.ask({ id: '1' });
    bench.answer('B', { status: 'NOT_FOUND' });
    expect(bench.states.at(-1)).toBe('A open');
  });

  it('collapses equal calls in flight', () => {
    const { bench, heard } = caching(single('ttl: "10s"'));
    bench.ask({ id: '1' });
    bench.ask({ id: '1' });
    expect(bench.calls).toHaveLength(1);
    bench.answer('A');
    expect(heard).toEqual(['miss', 'collapsed']);
  });
});
