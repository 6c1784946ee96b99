import { RollingCount } from './rolling-count.ts';

/** How many further attempts calls may make, all together. */
export interface RetryBudgetSettings {
  /** Further attempts for each call, as a share: 0.1 is one for ten calls. */
  readonly share: number;
  /** Further attempts a second beside that, so that an upstream that is rarely called has some too. */
  readonly perSecond: number;
}

const WINDOW_SECONDS = 10;

/**
 * What an upstream's calls may spend on retries, hedges and calls that it refused to take: in any ten seconds a share of
 * the calls made in them, and some a second. As the window slides and nothing is saved up from before it, an upstream
 * that fails altogether gets that much more calls, however long it fails.
 *
 * @see https://sre.google/sre-book/handling-overload/ on retry budgets; Finagle's `RetryBudget` is of the same shape.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #free: number;
  readonly #calls = new RollingCount(WINDOW_SECONDS * 1000);
  readonly #repeats = new RollingCount(WINDOW_SECONDS * 1000);
  #spent = 0;
  #refused = 0;

  constructor({ share, perSecond }: RetryBudgetSettings) {
    this.#share = share;
    this.#free = perSecond * WINDOW_SECONDS;
  }

  /** Further attempts made so far. */
  get spent(): number {
    return this.#spent;
  }

  /** Further attempts that were not made, as nothing was left. */
  get refused(): number {
    return this.#refused;
  }

  /** A call's first attempt is made now, in epoch milliseconds. */
  called(nowMs: number): void {
    this.#calls.add(nowMs);
  }

  /** Asks for a further attempt; false: it must not be made. */
  spend(nowMs: number): boolean {
    if (this.#repeats.total(nowMs) + 1 > this.#calls.total(nowMs) * this.#share + this.#free) {
      this.#refused++;
      return false;
    }
    this.#repeats.add(nowMs);
    this.#spent++;
    return true;
  }
}
