/**
 * Below so many requests at once nothing is gained: none of them is late by much for the others, and where it is others on
 * the machine that make the process late, it would wait for upstreams with nothing to do.
 */
const fewest = 64;

/** So long a pause for garbage may take, or a burst. */
const momentMs = 350;

/**
 * How many requests at once a process takes on. Requests in flight that wait for upstreams cost next to nothing, so there
 * may be many; but where turns of the event loop come late, the process has more to do than it can, and each request that
 * it takes on makes all others later. Then it takes on fewer, until turns come in time; afterwards, by and by, more.
 *
 * (Additive increase and multiplicative decrease, as TCP; the sign of congestion is delay, as in CoDel, but that of the
 * event loop, which upstreams that are slow do not cause.)
 */
export class ConcurrencyLimit {
  readonly #most: number;
  readonly #lateMs: number;
  #current: number;
  #lateForMs = 0;

  /** @param lateMs - when the process counts as unable to keep up: turns of the event loop come so much late */
  constructor(most: number, lateMs: number) {
    this.#most = most;
    this.#lateMs = lateMs;
    this.#current = most;
  }

  /** Requests at once. */
  get current(): number {
    return this.#current;
  }

  /** Whether the process could not keep up for longer than a moment. */
  get isLate(): boolean {
    return this.#lateForMs > momentMs;
  }

  /**
   * Takes note of how the last while was.
   *
   * @param loopDelayMs - how late turns of the event loop came, on average
   * @param peak - the most requests that there were at once
   * @param whileMs - how long it was: some 100 ms, or a turn where that is longer
   */
  observe(loopDelayMs: number, peak: number, whileMs: number): void {
    if (loopDelayMs <= this.#lateMs) {
      this.#lateForMs = 0;
      this.#current = Math.min(this.#most, Math.ceil(this.#current * 1.08));
      return;
    }
    this.#lateForMs += whileMs;
    // For a moment it may be a pause for garbage, or a burst. Then what counts is how many there were, not might have been.
    const base = this.isLate ? Math.min(this.#current, peak) : this.#current;
    this.#current = Math.max(Math.min(fewest, this.#most), Math.floor(base * 0.9));
  }
}
