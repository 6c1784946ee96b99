import type { SteadyTime } from './steady-time.ts';

/** A clock of milliseconds may have ticked just after, or just before, it was read. */
const TICK_MS = 1;

/**
 * The present moment of another clock, from when it was last heard of; never more than it is.
 *
 * It was read before the answer came, and since then at least so much time has passed as the own clock shows, less a tick.
 * What is asked for or stored "now" is therefore dated a little too early, which is the safe side for both.
 */
export class MomentEstimate {
  readonly #time: SteadyTime;
  #heard: { readonly moment: number; readonly atMs: number } | undefined;

  constructor(time: SteadyTime) {
    this.#time = time;
  }

  /** Takes a moment that the other clock had shown before now, in microseconds. */
  hear(moment: number): void {
    this.#heard = { moment, atMs: this.#time.now() };
  }

  /** The present moment or a little less; undefined before one was heard. */
  now(): number | undefined {
    if (this.#heard === undefined) return undefined;
    const passedMs = Math.max(0, this.#time.now() - this.#heard.atMs - TICK_MS);
    return this.#heard.moment + Math.floor(passedMs * 1000);
  }
}
