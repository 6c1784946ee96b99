/** A turn of the event loop, as far as it deals with what comes in. */
export class Turn {
  #startedMs: number | undefined;

  /** How long this turn has been at it, from when it was first asked. */
  spentMs(): number {
    const now = performance.now();
    if (this.#startedMs !== undefined) return now - this.#startedMs;
    this.#startedMs = now;
    // Runs when all that had come by then has been dealt with.
    setImmediate(() => (this.#startedMs = undefined));
    return 0;
  }
}
