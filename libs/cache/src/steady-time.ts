import type { Clock } from './clock.ts';

/**
 * Time that only goes forward, from a clock that may step.
 *
 * It adds up the steps forward and leaves out those back: when the clock is set back an hour, an entry does not live an
 * hour longer (only by what passed between the two readings around the step), and when it jumps ahead, entries are too
 * old rather than too fresh.
 */
export class SteadyTime {
  readonly #clock: Clock;
  #lastReadingMs: number;
  #elapsedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastReadingMs = clock.now();
  }

  /** Milliseconds since this object was made; never less than before. */
  now(): number {
    const readingMs = this.#clock.now();
    if (readingMs > this.#lastReadingMs) this.#elapsedMs += readingMs - this.#lastReadingMs;
    this.#lastReadingMs = readingMs;
    return this.#elapsedMs;
  }
}
