import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SingleFlight, type Joined } from './single-flight.ts';

const KEYS = ['a', 'b'];

type Step =
  | { kind: 'join'; key: string; again: boolean; leaves: number | undefined }
  | { kind: 'leave'; waiter: number }
  | { kind: 'finish'; work: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      key: fc.constantFrom(...KEYS),
      again: fc.boolean(),
      leaves: fc.option(fc.nat(30), { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), waiter: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const), work: fc.nat(20) }) },
);

interface Waiting {
  readonly key: string;
  readonly work: number;
  left: boolean;
  told: number;
  joined?: Joined;
}

/** Runs steps against a real SingleFlight and says what it sees by rules that know nothing of its insides. */
class Checked {
  readonly flights = new SingleFlight<number>();
  readonly waiting: Waiting[] = [];
  readonly works: { key: string; state: 'running' | 'done' | 'cancelled'; finish: () => void }[] = [];
  readonly order: number[] = [];

  join(key: string, again: boolean, leaves: number | undefined): void {
    const running = this.works.findIndex((work) => work.key === key && work.state === 'running');
    const number = this.waiting.length;
    const waiting: Waiting = { key, work: running === -1 ? this.works.length : running, left: false, told: 0 };
    this.waiting.push(waiting);
    waiting.joined = this.flights.join(
      key,
      (done) => this.#start(key, done),
      (work) => {
        waiting.told++;
        this.order.push(number);
        expect(work).toBe(waiting.work);
        expect(waiting.left).toBe(false);
        if (again) this.join(key, false, undefined);
        if (leaves !== undefined) this.leave(leaves);
      },
    );
    expect(waiting.joined.joined).toBe(running !== -1);
  }

  leave(number: number): void {
    const waiting = this.waiting[number];
    if (waiting === undefined) return;
    waiting.left ||= waiting.told === 0;
    waiting.joined?.leave();
  }

  finish(number: number): void {
    const work = this.works[number];
    if (work === undefined) return;
    if (work.state === 'running') {
      work.state = 'done';
      this.order.length = 0;
      work.finish();
      expect(this.order).toEqual([...this.order].sort((one, other) => one - other));
    } else {
      work.finish();
    }
  }

  check(): void {
    for (const [number, work] of this.works.entries()) {
      const waiting = this.waiting.filter((one) => one.work === number);
      const staying = waiting.filter((one) => !one.left);
      if (work.state === 'running') expect(staying.length).toBeGreaterThan(0);
      if (work.state === 'cancelled') expect(staying).toEqual([]);
      for (const one of waiting) expect(one.told).toBe(work.state === 'done' && !one.left ? 1 : 0);
    }
    expect(this.flights.size).toBe(this.works.filter((work) => work.state === 'running').length);
  }

  #start(key: string, done: (work: number) => void): () => void {
    const number = this.works.length;
    const work: (typeof this.works)[number] = { key, state: 'running', finish: () => done(number) };
    this.works.push(work);
    return () => {
      expect(work.state).toBe('running');
      work.state = 'cancelled';
    };
  }
}

describe('SingleFlight against a model', () => {
  it('tells every waiter that stays exactly once, in order, and cancels work exactly when nobody waits', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const checked = new Checked();
        for (const one of steps) {
          if (one.kind === 'join') checked.join(one.key, one.again, one.leaves);
          if (one.kind === 'leave') checked.leave(one.waiter);
          if (one.kind === 'finish') checked.finish(one.work);
          checked.check();
        }
      }),
      { numRuns: 1000 },
    );
  });
});
