import type { Cancel } from './byte-cache.ts';

/** Where waiting comes from, so that tests do not wait. */
export interface Timers {
  /** Runs something once, so many milliseconds from now, unless cancelled. It should not keep the process alive. */
  after(delayMs: number, run: () => void): Cancel;
}
