import type { Cancel } from './byte-cache.ts';
import type { Clock } from './clock.ts';
import type { Timers } from './timers.ts';

/** So many slow answers in a row, each begun after the one before was found slow, and the tier is left alone. */
const MOST_SLOW = 5;
/** And they must go on for so long: what is slow for a moment on a busy machine is not in trouble. */
const SLOW_FOR_MS = 100;

/** One command under way. */
export interface Attempt {
  /** It is over: answered, well or with an error, or given up. */
  ended(how: 'well' | 'error' | 'unanswered'): void;
}

/**
 * Whether the shared tier is worth asking.
 *
 * Slow means that an answer is not there when its time is up and the event loop has looked at its sockets once more: an
 * answer that has come, but that a busy process has not got round to, is no fault of the tier.
 */
export class TierHealth {
  readonly #timers: Timers;
  readonly #time: Clock;
  readonly #patienceMs: number;
  /** Counts verdicts, so that answers that were begun before the last one do not count again. */
  #verdicts = 0;
  #slow = 0;
  #slowSinceMs = 0;
  #usable = false;

  /** @param patienceMs - An answer that takes longer is slow. */
  constructor(timers: Timers, time: Clock, patienceMs: number) {
    this.#timers = timers;
    this.#time = time;
    this.#patienceMs = patienceMs;
  }

  get usable(): boolean {
    return this.#usable;
  }

  /** The tier has shown that it works. */
  recovered(): void {
    this.#usable = true;
    this.#slow = 0;
    this.#verdicts++;
  }

  /** The tier does not work. */
  failed(): void {
    this.#usable = false;
    this.#verdicts++;
  }

  /** @param slow - called where the answer takes too long. */
  begin(slow: () => void): Attempt {
    const begunAt = this.#verdicts;
    let over = false;
    let cancel: Cancel = this.#timers.after(this.#patienceMs, () => {
      cancel = this.#timers.after(0, () => {
        if (over) return;
        over = true;
        this.#wasSlow(begunAt);
        slow();
      });
    });
    return {
      ended: (how) => {
        cancel();
        if (how === 'error') this.failed();
        if (how === 'well' && !over) this.#slow = 0;
        // Found slow long before, as a rule; but timers may go off late, and in any order.
        if (how === 'unanswered' && !over) this.#wasSlow(begunAt);
        over = true;
      },
    };
  }

  #wasSlow(begunAt: number): void {
    if (begunAt < this.#verdicts) return;
    this.#verdicts++;
    const nowMs = this.#time.now();
    if (this.#slow === 0) this.#slowSinceMs = nowMs;
    this.#slow++;
    if (this.#slow >= MOST_SLOW && nowMs - this.#slowSinceMs >= SLOW_FOR_MS) this.failed();
  }
}
