import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';
import { Flights, type FlightResult } from './flights.ts';

const late: FlightResult = { kind: 'status', code: 4, message: 'late', details: undefined };
const reply: FlightResult = { kind: 'reply', message: Uint8Array.of(1), completeness: undefined };

/** Flights whose calls are ended by hand. */
function airport() {
  let nowMs = 0;
  const launched: { deadlineMs: number; done: (result: FlightResult) => void; cancelled: boolean }[] = [];
  const landed: string[] = [];
  const flights = new Flights(
    () => nowMs,
    () => undefined,
  );
  return {
    flights,
    launched,
    landed,
    at: (ms: number) => {
      nowMs = ms;
    },
    join: (name: string, deadlineMs: number, key = 'key') =>
      flights.join(
        key === '' ? undefined : key,
        (deadline, done) => {
          const call = { deadlineMs: deadline, done, cancelled: false };
          launched.push(call);
          return () => {
            call.cancelled = true;
          };
        },
        deadlineMs,
        (result, shared) => landed.push(`${name} ${result.kind}${shared ? ' shared' : ''}`),
      ),
  };
}

describe('flights', () => {
  it('are joined by equal calls, and not by others', () => {
    const { join, launched, landed, flights } = airport();
    join('a', 100);
    join('b', 50);
    join('c', 100, 'other');
    join('d', 100, '');
    expect(launched.map(({ deadlineMs }) => deadlineMs)).toEqual([100, 100, 100]);
    launched[0]?.done(reply);
    expect(landed).toEqual(['a reply', 'b reply shared']);
    expect(flights.size).toBe(1);
    join('e', 100);
    expect(launched).toHaveLength(4);
  });

  it('carry the deadline of their starter, and are made once more with the longest of those who still wait', () => {
    const { join, launched, landed, at } = airport();
    join('a', 100);
    join('b', 300);
    join('c', 200);
    at(100);
    launched[0]?.done(late);
    expect(launched.map(({ deadlineMs }) => deadlineMs)).toEqual([100, 300]);
    expect(landed).toEqual([]);
    join('d', 500);
    at(300);
    launched[1]?.done(late);
    expect(launched).toHaveLength(2);
    expect(landed).toEqual(['a status shared', 'b status shared', 'c status shared', 'd status shared']);
  });

  it('are made once more where the starter left at its deadline', () => {
    const { join, launched, at } = airport();
    const leave = join('a', 100);
    join('b', 300);
    at(100);
    leave();
    expect(launched.map(({ deadlineMs, cancelled }) => [deadlineMs, cancelled])).toEqual([
      [100, true],
      [300, false],
    ]);
  });

  it('are not made once more for a DEADLINE_EXCEEDED that the upstream sent before', () => {
    const { join, launched, landed, at } = airport();
    join('a', 100);
    join('b', 300);
    at(50);
    launched[0]?.done(late);
    expect(landed).toEqual(['a status', 'b status shared']);
  });

  it('end with the last who leaves, the starter or not', () => {
    const { join, launched, landed, flights } = airport();
    const leaveA = join('a', 100);
    const leaveB = join('b', 100);
    leaveA();
    leaveA();
    expect(launched[0]?.cancelled).toBe(false);
    const leaveC = join('c', 100);
    leaveB();
    expect(launched[0]?.cancelled).toBe(false);
    leaveC();
    expect(launched[0]?.cancelled).toBe(true);
    expect(flights.size).toBe(0);
    expect(landed).toEqual([]);
    join('d', 100);
    expect(launched).toHaveLength(2);
  });
});

describe('equal calls of several requests', () => {
  const body = (method: string) =>
    `message Response { up.v1.Rep a = 1 [= @${method} args: "id = request.id" forward: "x"]; }`;

  it('share one, where the method has no side effects', () => {
    const bench = new Bench(body('A'));
    const first = bench.ask({ id: '1' });
    const second = bench.ask({ id: '1' });
    bench.ask({ id: '2' });
    bench.ask({ id: '1' }, { metadata: { x: 'y' } });
    expect(bench.calls).toHaveLength(3);
    bench.answer('A', { text: 't' });
    expect([first.outcome, second.outcome]).toEqual([{ a: { text: 't' } }, { a: { text: 't' } }]);
  });

  it.each(['Write', 'Put'])('are each made, where it has (%s)', (method) => {
    const bench = new Bench(body(method));
    bench.ask({ id: '1' });
    bench.ask({ id: '1' });
    expect(bench.calls).toHaveLength(2);
  });

  it('outlive the caller who started them', () => {
    const bench = new Bench(body('A'));
    const first = bench.ask();
    const second = bench.ask();
    first.cancel();
    expect(bench.states).toEqual(['A open']);
    bench.answer('A', { text: 't' });
    expect(first.outcome).toBe('pending');
    expect(second.outcome).toEqual({ a: { text: 't' } });
  });

  it("are made once more where the starter's deadline ends them", () => {
    const bench = new Bench(body('A'));
    const short = bench.ask({}, { deadlineMs: 100 });
    const long = bench.ask({}, { deadlineMs: 400 });
    const longest = bench.ask({}, { deadlineMs: 700 });
    expect(bench.upstream.arrivals.map(({ leftMs }) => leftMs)).toEqual([100]);
    bench.advance(100);
    expect(short.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
    expect(bench.upstream.arrivals.map(({ leftMs, state }) => [leftMs, state])).toEqual([
      [100, 'cancelled'],
      [600, 'open'],
    ]);
    bench.advance(300);
    expect(long.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
    bench.answer('A', { text: 't' });
    expect(longest.outcome).toEqual({ a: { text: 't' } });
  });
});
