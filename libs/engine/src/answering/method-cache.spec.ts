import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

const service = (options: string, forward = ''): string => `service SpecService {
  rpc Get(Request) returns (Response) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "1s" ${forward} cache: { ${options} } };
  }
  rpc Change(Request) returns (Changed) { option (tributary.v1.composite) = { invalidates: ["'item:' + request.id", "request.ids"] }; }
}
message Changed { up.v1.Rep w = 1 [= @Write]; }
`;
const body =
  service(
    'ttl: "10s" stale_while_revalidate: "5s" stale_if_error: "1m" negative_ttl: "2s" tags: "\'item:\' + request.id"',
  ) +
  `message Response { up.v1.Rep a = 1 [= @A args: "id = request.id"]; up.v1.Rep b = 2 [= @B optional: true]; tributary.v1.Completeness completeness = 3; }`;

/** Asks, and answers what is called. */
function run(
  bench: Bench,
  request: Parameters<Bench['ask']>[0],
  a: Parameters<Bench['answer']>[1],
  b: Parameters<Bench['answer']>[1] = {},
) {
  const asked = bench.ask(request);
  bench.answer('A', a);
  if (bench.states.some((state) => state === 'B open')) bench.answer('B', b);
  return asked;
}

describe('the cache of a method', () => {
  it('answers equal requests without calls until the ttl ends', () => {
    const bench = new Bench(body, { cache: true });
    const first = run(bench, { id: '1' }, { text: 't' });
    expect(first.trailer('cache-status')).toBe('tributary; fwd=miss; stored');
    bench.advance(8500);
    const second = bench.ask({ id: '1' });
    expect(second.outcome).toEqual({ a: { text: 't' }, b: {}, completeness: { complete: true } });
    expect(second.trailer('cache-status')).toBe('tributary; hit; ttl=2');
    expect(bench.calls).toHaveLength(2);
  });

  it('gives the old value within stale-while-revalidate, and refreshes once behind it with its own budget', async () => {
    const bench = new Bench(body, { cache: true });
    run(bench, { id: '1' }, { text: 'old' });
    bench.advance(14_100);
    const stale = bench.ask({ id: '1' }, { deadlineMs: 50 });
    expect(stale.outcome).toMatchObject({ a: { text: 'old' } });
    expect(stale.trailer('cache-status')).toBe('tributary; hit; ttl=-4');
    expect(stale.gaps).toEqual([]);
    expect(bench.open('A').leftMs).toBe(1000);
    bench.ask({ id: '1' });
    expect(bench.calls).toHaveLength(4);
    bench.answer('A', { text: 'new' });
    bench.answer('B');
    await bench.engine.idle();
    expect(bench.ask({ id: '1' }).outcome).toMatchObject({ a: { text: 'new' } });
    expect(bench.calls).toHaveLength(4);
  });

  it('refreshes first within stale-if-error, and gives the old value where that fails', () => {
    const bench = new Bench(body, { cache: true });
    run(bench, { id: '1' }, { text: 'old' });
    bench.advance(20_000);
    const stale = bench.ask({ id: '1' });
    expect(stale.outcome).toBe('pending');
    bench.answer('A', { status: 'UNAVAILABLE' });
    const gap = { reason: 'GAP_REASON_STALE', code: 'UNAVAILABLE', call: 'up.v1.UpService/A', age: '20s' };
    expect(stale.outcome).toEqual({ a: { text: 'old' }, b: {}, completeness: { gaps: [gap] } });
    expect(stale.gaps).toEqual(['STALE UNAVAILABLE A'].map((text) => ` ${text}`.trim()));
    expect(stale.trailer('cache-status')).toBe('tributary; fwd=stale');
    // Having failed twice, asking is put off for a moment.
    run(bench, { id: '1' }, { status: 'UNAVAILABLE' });
    expect(bench.ask({ id: '1' }).outcome).toMatchObject({ a: { text: 'old' } });
    bench.advance(100);
    const other = run(bench, { id: '1' }, { status: 'ABORTED', message: 'no' });
    expect(other.outcome).toBe('ABORTED: a: no');
    // That is an answer, and no reason to put anything off.
    const fresh = run(bench, { id: '1' }, { text: 'new' });
    expect(fresh.trailer('cache-status')).toBe('tributary; fwd=stale; stored');
    expect(fresh.outcome).toMatchObject({ a: { text: 'new' } });
  });

  it('gives the old value in time where refreshing takes too long', () => {
    const bench = new Bench(body, { cache: true });
    run(bench, { id: '1' }, { text: 'old' });
    bench.advance(20_000);
    const stale = bench.ask({ id: '1' });
    bench.advance(949);
    expect(stale.outcome).toBe('pending');
    bench.advance(1);
    expect(stale.outcome).toMatchObject({ a: { text: 'old' } });
    expect(stale.gaps).toEqual(['STALE DEADLINE_EXCEEDED A']);
  });

  it('keeps an answer with gaps for degraded_ttl, and does not replace a whole one with it', () => {
    const bench = new Bench(body, { cache: true });
    const degraded = run(bench, { id: '1' }, { text: 't' }, { status: 'ABORTED' });
    expect(degraded.gaps).toEqual(['b FAILED ABORTED B']);
    bench.advance(999);
    const hit = bench.ask({ id: '1' });
    expect(hit.gaps).toEqual(['b FAILED ABORTED B']);
    expect(hit.outcome).toEqual(degraded.outcome);
    bench.advance(1);
    const whole = run(bench, { id: '1' }, { text: 'whole' });
    expect(whole.gaps).toEqual([]);
    bench.advance(20_000);
    const refreshed = run(bench, { id: '1' }, { text: 'partial' }, { status: 'ABORTED' });
    expect(refreshed.outcome).toMatchObject({ a: { text: 'partial' } });
    expect(refreshed.trailer('cache-status')).toBe('tributary; fwd=stale');
    const failing = run(bench, { id: '1' }, { status: 'UNAVAILABLE' });
    expect(failing.outcome).toMatchObject({ a: { text: 'whole' } });
  });

  it('remembers the final NOT_FOUND for negative_ttl', () => {
    const bench = new Bench(body, { cache: true });
    const first = run(bench, { id: '1' }, { status: 'NOT_FOUND', message: 'none' });
    expect(first.outcome).toBe('NOT_FOUND: a: none');
    const second = bench.ask({ id: '1' });
    expect(second.outcome).toBe('NOT_FOUND: a: none');
    expect(second.errorInfo).toBe('UPSTREAM_FAILED a A NOT_FOUND');
    expect(second.trailer('cache-status')).toBeUndefined();
    bench.advance(2000);
    expect(bench.ask({ id: '1' }).outcome).toBe('pending');
  });

  it('forgets what a method invalidates, before its answer goes out', () => {
    const bench = new Bench(body, { cache: true });
    run(bench, { id: '1' }, { text: 'old' });
    run(bench, { id: '2' }, { text: 'kept' });
    const inFlight = bench.ask({ id: '3' });
    const change = bench.ask({ id: '1', ids: ['item:3'] }, { method: 'Change' });
    expect(bench.ask({ id: '1' }).outcome).toMatchObject({ a: { text: 'old' } });
    bench.answer('Write');
    expect(change.outcome).toEqual({ w: {} });
    expect(bench.ask({ id: '2' }).outcome).toMatchObject({ a: { text: 'kept' } });
    expect(bench.ask({ id: '1' }).outcome).toBe('pending');
    // What was asked for before is not stored after.
    bench.open('A').answer({ text: 'from before' });
    bench.answer('B');
    expect(inFlight.outcome).toMatchObject({ a: { text: 'from before' } });
    expect(inFlight.trailer('cache-status')).toBe('tributary; fwd=miss');
  });

  it('does not invalidate where the method fails', () => {
    const bench = new Bench(body, { cache: true });
    run(bench, { id: '1' }, { text: 'old' });
    bench.ask({ id: '1' }, { method: 'Change' });
    bench.answer('Write', { status: 'ABORTED' });
    expect(bench.ask({ id: '1' }).outcome).toMatchObject({ a: { text: 'old' } });
  });

  it('runs equal misses each with its own plan, over shared calls', () => {
    const bench = new Bench(body, { cache: true });
    const first = bench.ask({ id: '1' });
    const second = bench.ask({ id: '1' });
    expect(bench.calls).toHaveLength(2);
    bench.answer('A');
    bench.answer('B');
    expect(first.trailer('cache-status')).toBe('tributary; fwd=miss; stored');
    expect(second.trailer('cache-status')).toBe('tributary; fwd=miss; stored; collapsed');
  });

  it('writes no trailer where there is no cache', () => {
    const bench = new Bench(body);
    expect(run(bench, { id: '1' }, {}).trailer('cache-status')).toBeUndefined();
  });
});

describe('the key of an answer', () => {
  const keyed =
    service('ttl: "10s"', 'forward: "x-user"') +
    `message Response { up.v1.Rep a = 1 [= @A]; string lang = 2 [= value: "metadata['lang'] + ''"]; }`;
  const ask = (bench: Bench, request: Parameters<Bench['ask']>[0], metadata: Readonly<Record<string, string>> = {}) => {
    const asked = bench.ask(request, { metadata });
    if (asked.outcome === 'pending') bench.answer('A', { text: 't', n: 1 });
    return asked;
  };
  const isHit = (request: { trailer(key: string): string | undefined }) =>
    request.trailer('cache-status')?.startsWith('tributary; hit');

  it.each<[string, Parameters<typeof ask>[1], Readonly<Record<string, string>>, boolean]>([
    ['the same', { id: '1', readMask: 'a' }, {}, true],
    ['another request', { id: '2', readMask: 'a' }, {}, false],
    ['metadata that is forwarded', { id: '1', readMask: 'a' }, { 'x-user': 'u' }, false],
    ['metadata that is read', { id: '1', readMask: 'a' }, { lang: 'en' }, false],
    ['metadata that is neither', { id: '1', readMask: 'a' }, { cookie: 'c' }, true],
    ['empty metadata, which is not none', { id: '1', readMask: 'a' }, { lang: '' }, false],
    ['another mask', { id: '1', readMask: 'a.text' }, {}, false],
    ['the same mask by metadata', { id: '1' }, { 'tributary-fields': 'a' }, true],
    ['no mask', { id: '1' }, {}, false],
  ])('%s', (_, request, metadata, hit) => {
    const bench = new Bench(keyed, { cache: true });
    ask(bench, { id: '1', readMask: 'a' });
    expect(isHit(ask(bench, request, metadata))).toBe(hit);
  });

  it('takes masks in any order', () => {
    const bench = new Bench(keyed, { cache: true });
    ask(bench, { readMask: 'a.text,lang' });
    expect(isHit(ask(bench, { readMask: 'lang,a.text,lang' }))).toBe(true);
  });

  it('is of the canonical request', () => {
    const bench = new Bench(keyed, { cache: true });
    ask(bench, { id: '1' });
    const answers: string[] = [];
    // The id twice, the last wins; an unnecessarily long varint.
    for (const bytes of [
      [0x0a, 1, 0x32, 0x0a, 1, 0x31],
      [0x0a, 0x81, 0x00, 0x31],
    ]) {
      bench.engine.execute(
        {
          path: '/spec.v1.SpecService/Get',
          request: Uint8Array.from(bytes),
          metadata: () => undefined,
          deadlineMs: undefined,
        },
        (answer) => answers.push(String(answer.trailers.find(([key]) => key === 'cache-status')?.[1])),
      );
    }
    expect(answers).toEqual(['tributary; hit; ttl=10', 'tributary; hit; ttl=10']);
  });
});
