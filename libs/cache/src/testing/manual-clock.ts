import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved, for specs. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Moves it on, or back. */
  move(byMs: number): void {
    this.#nowMs += byMs;
  }
}
