import { describe, expect, it } from '@jest/globals';
import { MethodGate, RetryBudget } from '@tributary/upstream';
import { Bench } from '../../test/bench.ts';

const breaker = { failures: 1, minCalls: 3, pauseMs: 1000, maxPauseMs: 1000 };
const gateOf = (maxConcurrent: number, withBreaker = false): MethodGate =>
  new MethodGate(
    'up.v1.UpService/A',
    { maxConcurrent, breaker: withBreaker ? breaker : undefined },
    { random: () => 0.5 },
  );
const budgetOf = (share: number): RetryBudget => new RetryBudget({ share, perSecond: 0 });

function watched(body: string, contain: { gate?: MethodGate; retryBudget?: RetryBudget }) {
  const repeats: string[] = [];
  const observer = {
    callRepeated: ({ kind, made }: { kind: string; made: boolean }) =>
      repeats.push(`${kind} ${made ? 'made' : 'not made'}`),
  };
  return { bench: new Bench(body, { contain, observer }), repeats };
}

const calling = (options: string): string => `message Response { up.v1.Rep a = 1 [= @A ${options}]; }`;

describe('the budget of retries', () => {
  it('is asked before each retry, and what it refuses ends the call', () => {
    const { bench, repeats } = watched(calling('retry: { attempts: 5 }'), { retryBudget: budgetOf(1) });
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(100);
    bench.answer('A', { status: 'UNAVAILABLE', message: 'second' });
    expect(request.outcome).toBe('UNAVAILABLE: a: second');
    expect([bench.calls.length, repeats]).toEqual([2, ['retry made', 'retry not made']]);
  });

  it('pays for hedges, too', () => {
    const { bench, repeats } = watched(calling('hedge: { after: "50ms" }'), { retryBudget: budgetOf(0) });
    const request = bench.ask();
    bench.advance(100);
    expect([bench.calls.length, repeats]).toEqual([1, ['hedge not made']]);
    bench.answer('A', { text: 'first' });
    expect(request.outcome).toEqual({ a: { text: 'first' } });
  });

  it('is not asked where another attempt is not due anyway', () => {
    const budget = budgetOf(1);
    const { bench } = watched(calling('retry: { attempts: 2 }'), { retryBudget: budget });
    bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE', pushback: '-1' });
    bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    expect([budget.spent, budget.refused]).toEqual([0, 0]);
  });
});

describe('pushback', () => {
  it('of either copy counts', () => {
    const { bench } = watched(calling('hedge: { after: "50ms" } retry: {}'), {});
    const request = bench.ask();
    bench.advance(50);
    const [first, second] = bench.upstream.arrivals;
    first?.answer({ status: 'UNAVAILABLE', pushback: '-1' });
    second?.answer({ status: 'UNAVAILABLE', message: 'down' });
    expect(request.outcome).toBe('UNAVAILABLE: a: down');
    const again = bench.ask();
    bench.advance(50);
    const [, , third, fourth] = bench.upstream.arrivals;
    third?.answer({ status: 'UNAVAILABLE', pushback: '400' });
    fourth?.answer({ status: 'UNAVAILABLE', pushback: '100' });
    bench.advance(399);
    expect(bench.calls).toHaveLength(4);
    bench.advance(1);
    expect(bench.calls).toHaveLength(5);
    again.cancel();
  });
});

describe('the gate of a method', () => {
  it('turns calls away without trying again, with a reason', () => {
    const gate = gateOf(1);
    const { bench, repeats } = watched(calling('args: "id = request.id" retry: {}'), { gate });
    const first = bench.ask({ id: '1' });
    const second = bench.ask({ id: '2' });
    expect(second.outcome).toBe(
      'UNAVAILABLE: a: up.v1.UpService/A is not called: 1 of its calls are under way, which is the limit',
    );
    bench.advance(100);
    bench.answer('A', { text: 'one' });
    expect(first.outcome).toEqual({ a: { text: 'one' } });
    expect([bench.calls.length, repeats, gate.figures().running]).toEqual([1, [], 0]);
  });

  it('gives up what is optional first', () => {
    const gate = gateOf(5);
    const { bench } = watched(
      `message Response {
        up.v1.Rep a = 1 [= @A args: "id = request.id"];
        up.v1.Rep b = 2 [= @A args: "id = request.id + 'b'" optional: true];
      }`,
      { gate },
    );
    const requests = ['1', '2', '3'].map((id) => bench.ask({ id }));
    bench.settle();
    // Two of each, then one that is required; four fifths of the room are taken before the last that is optional.
    expect(bench.calls.map((call) => JSON.parse(call.slice(2)) as unknown)).toEqual(
      ['1', '1b', '2', '2b', '3'].map((id) => ({ id })),
    );
    for (const arrival of bench.upstream.arrivals) arrival.answer({ text: 'ok' });
    expect(requests[2]?.outcome).toMatchObject({ a: { text: 'ok' } });
    expect(requests[2]?.gaps).toEqual(['b FAILED UNAVAILABLE A']);
  });

  it('lets the first copy go on where it turns the second away', () => {
    const { bench } = watched(calling('hedge: { after: "50ms" }'), { gate: gateOf(1) });
    const request = bench.ask();
    bench.advance(200);
    expect(request.outcome).toBe('pending');
    bench.answer('A', { text: 'first' });
    expect(request.outcome).toEqual({ a: { text: 'first' } });
  });

  it('forgets calls whose callers have left', () => {
    const gate = gateOf(3);
    const { bench } = watched(calling('hedge: { after: "50ms" }'), { gate });
    const request = bench.ask();
    bench.advance(50);
    expect(gate.figures().running).toBe(2);
    request.cancel();
    expect(gate.figures().running).toBe(0);
  });

  it('is silent towards a caller who has left before it hears of it', () => {
    const gate = gateOf(1);
    const { bench } = watched(calling('args: "id = request.id"'), { gate });
    bench.ask({ id: '1' });
    const second = bench.ask({ id: '2' }, { deadlineMs: 100 });
    second.cancel();
    bench.advance(10);
    expect(gate.figures()).toMatchObject({ running: 1 });
  });

  it('opens its breaker for calls that end at their deadline, and closes it again', () => {
    const gate = gateOf(10, true);
    const { bench } = watched(calling('args: "id = request.id" timeout: "100ms"'), { gate });
    for (let n = 0; n < 3; n++) bench.ask({ id: String(n) });
    bench.advance(100);
    expect(gate.figures().breaker).toBe('open');
    const refused = bench.ask({ id: 'x' });
    bench.settle();
    expect(refused.outcome).toMatch(/^UNAVAILABLE: a: up\.v1\.UpService\/A is not called for a moment/);
    bench.advance(1000);
    for (let n = 0; n < 10; n++) {
      bench.ask({ id: `well ${n}` });
      bench.answer('A', {});
    }
    expect(gate.figures().breaker).toBe('closed');
  });
});
