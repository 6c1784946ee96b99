import type { Timers } from '../timers.ts';
import type { ManualClock } from './manual-clock.ts';

/** Timers that go off when the clock is moved by hand, in order. */
export class ManualTimers implements Timers {
  readonly #clock: ManualClock;
  #waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.length;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#clock.now() + delayMs, run };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== timer);
    };
  }

  /** Moves the clock on, stopping for each timer on the way. */
  pass(ms: number): void {
    const untilMs = this.#clock.now() + ms;
    for (;;) {
      const [next] = this.#waiting.toSorted((one, other) => one.atMs - other.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#clock.move(next.atMs - this.#clock.now());
      next.run();
    }
    this.#clock.move(untilMs - this.#clock.now());
  }
}
