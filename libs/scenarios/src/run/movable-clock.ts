/** The clock of a composite under test: it runs as the wall clock does, and can be moved on. */
export class MovableClock {
  #offsetMs = 0;

  /** Milliseconds since the epoch, by this clock. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves the clock on. */
  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}
