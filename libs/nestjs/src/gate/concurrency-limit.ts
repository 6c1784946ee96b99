/** Below so many requests at once nothing is gained: the process would wait for upstreams. */
const fewest = 16;

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
  #lateWindows = 0;

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

  /**
   * Takes note of how the last while was, some 100 ms.
   *
   * @param loopDelayMs - how late turns of the event loop came, on average
   * @param peak - the most requests that there were at once
   */
  observe(loopDelayMs: number, peak: number): void {
    if (loopDelayMs <= this.#lateMs) {
      this.#lateWindows = 0;
      this.#current = Math.min(this.#most, Math.ceil(this.#current * 1.05));
      return;
    }
    this.#lateWindows += 1;
    // For a moment it may be a pause for garbage, or a burst. Then what counts is how many there were, not might have been.
    const base = this.#lateWindows <= 3 ? this.#current : Math.min(this.#current, peak);
    this.#current = Math.max(Math.min(fewest, this.#most), Math.floor(base * 0.9));
  }
}
