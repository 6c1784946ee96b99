import { describe, expect, it } from '@jest/globals';
import { Bench, type BenchOptions } from '../../test/bench.ts';

function calling(options: string, more: BenchOptions = {}): Bench {
  return new Bench(`message Response { up.v1.Rep a = 1 [= @A ${options}]; }`, more);
}

describe('retry', () => {
  it('tries again after UNAVAILABLE, with a wait that doubles, and shares one deadline', () => {
    const bench = calling('timeout: "500ms" retry: { attempts: 4 backoff: "100ms" }', { random: () => 0.9 });
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(89);
    expect(bench.calls).toHaveLength(1);
    bench.advance(1);
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(179);
    expect(bench.calls).toHaveLength(2);
    bench.advance(1);
    expect(bench.upstream.arrivals.map(({ leftMs }) => leftMs)).toEqual([500, 410, 230]);
    bench.answer('A', { text: 'third' });
    expect(request.outcome).toEqual({ a: { text: 'third' } });
    expect(bench.time.pending).toBe(0);
  });

  it('waits any part of the time, so that callers that failed together do not come back together', () => {
    const bench = calling('retry: { attempts: 2 backoff: "800ms" }', { random: () => 0.01 });
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(7);
    expect(bench.calls).toHaveLength(1);
    bench.advance(1);
    bench.answer('A', { text: 'second' });
    expect(request.outcome).toEqual({ a: { text: 'second' } });
  });

  it('makes no more attempts than it says, by default 3', () => {
    const bench = calling('retry: {}');
    const request = bench.ask();
    for (let i = 1; i <= 3; i++) {
      bench.answer('A', { status: 'UNAVAILABLE', message: `down ${i}` });
      bench.advance(100);
    }
    expect(bench.calls).toHaveLength(3);
    expect(request.outcome).toBe('UNAVAILABLE: a: down 3');
  });

  it('leaves statuses that are not worth it', () => {
    const bench = calling('retry: {}');
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    expect(request.outcome).toBe('ABORTED: a: no');
  });

  it('tries again after the codes that it names, and no others', () => {
    const bench = calling('retry: { codes: [ABORTED] }');
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    bench.advance(25);
    bench.answer('A', { status: 'UNAVAILABLE', message: 'down' });
    expect(request.outcome).toBe('UNAVAILABLE: a: down');
  });

  it('does not start what the deadline would not let end', () => {
    const bench = calling('timeout: "20ms" retry: { backoff: "100ms" }');
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE', message: 'down' });
    expect(request.outcome).toBe('UNAVAILABLE: a: down');
    expect(bench.time.pending).toBe(0);
  });

  it('waits as long as the server asks, or not at all', () => {
    const bench = calling('retry: {}');
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE', pushback: '300' });
    bench.advance(299);
    expect(bench.calls).toHaveLength(1);
    bench.advance(1);
    expect(bench.calls).toHaveLength(2);
    bench.answer('A', { status: 'UNAVAILABLE', message: 'go away', pushback: '-1' });
    expect(request.outcome).toBe('UNAVAILABLE: a: go away');
  });

  it('ends with the caller', () => {
    const bench = calling('retry: {}');
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    request.cancel();
    bench.advance(5000);
    expect(bench.calls).toHaveLength(1);
    expect(request.outcome).toBe('pending');
  });
});

describe('hedge', () => {
  it('sends a second copy, and the first answer ends the other', () => {
    const bench = calling('hedge: { after: "50ms" }');
    const request = bench.ask();
    bench.advance(49);
    expect(bench.states).toEqual(['A open']);
    bench.advance(1);
    expect(bench.states).toEqual(['A open', 'A open']);
    bench.advance(500);
    expect(bench.states).toHaveLength(2);
    bench.upstream.arrivals[1]?.answer({ text: 'second' });
    expect(request.outcome).toEqual({ a: { text: 'second' } });
    expect(bench.states).toEqual(['A cancelled', 'A answered']);
  });

  it('sends none where the first has answered, or failed', () => {
    const bench = calling('hedge: { after: "50ms" }');
    bench.ask();
    bench.answer('A', {});
    const failing = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE', message: 'down' });
    bench.advance(1000);
    expect(bench.calls).toHaveLength(2);
    expect(failing.outcome).toBe('UNAVAILABLE: a: down');
  });

  it('ends both copies with a status that is not worth a retry', () => {
    const bench = calling('hedge: { after: "50ms" } retry: {}');
    const request = bench.ask();
    bench.advance(50);
    bench.answer('A', { status: 'NOT_FOUND', message: 'none' });
    expect(request.outcome).toBe('NOT_FOUND: a: none');
    expect(bench.states).toEqual(['A answered', 'A cancelled']);
  });

  it('lets the other copy go on after a status that is worth a retry, and retries when none is left', () => {
    const bench = calling('hedge: { after: "50ms" } retry: { attempts: 3 }');
    const request = bench.ask();
    bench.advance(50);
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(100);
    expect(bench.states).toEqual(['A answered', 'A open']);
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(100);
    expect(bench.states).toEqual(['A answered', 'A answered', 'A open']);
    bench.advance(500);
    expect(bench.states).toHaveLength(3);
    bench.answer('A', { text: 'third' });
    expect(request.outcome).toEqual({ a: { text: 'third' } });
  });

  it('takes the 95th percentile seen of late, once enough was seen', () => {
    const bench = calling('hedge: {} args: "n = request.n"');
    for (let i = 1; i <= 20; i++) {
      bench.ask({ n: i });
      bench.advance(i * 10);
      bench.answer('A', {});
    }
    bench.ask({ n: 99 });
    bench.advance(189);
    expect(bench.calls).toHaveLength(21);
    bench.advance(1);
    expect(bench.calls).toHaveLength(22);
  });
});

describe('timeouts', () => {
  it("ends a call with its own, which is the engine's and not the upstream's", () => {
    const bench = calling('timeout: "100ms"');
    const request = bench.ask();
    bench.advance(99);
    expect(request.outcome).toBe('pending');
    bench.advance(1);
    expect(request.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
    expect(request.errorInfo).toBe('BUDGET_SPENT a A DEADLINE_EXCEEDED');
    expect(bench.states).toEqual(['A cancelled']);
  });

  it('takes that of the configuration where the composition has none', () => {
    const bench = calling('', { upstreamTimeoutMs: 70 });
    const request = bench.ask();
    expect(bench.upstream.arrivals[0]?.leftMs).toBe(70);
    bench.advance(70);
    expect(request.errorInfo).toBe('BUDGET_SPENT a A DEADLINE_EXCEEDED');
    const own = calling('timeout: "100ms"', { upstreamTimeoutMs: 70 });
    own.ask();
    expect(own.upstream.arrivals[0]?.leftMs).toBe(100);
  });

  it("tells the upstream's own DEADLINE_EXCEEDED as the upstream's", () => {
    const bench = calling('timeout: "100ms"');
    const request = bench.ask();
    bench.advance(50);
    bench.answer('A', { status: 'DEADLINE_EXCEEDED', message: 'too late for me' });
    expect(request.outcome).toBe('DEADLINE_EXCEEDED: a: too late for me');
    expect(request.errorInfo).toBe('UPSTREAM_FAILED a A DEADLINE_EXCEEDED');
  });
});
