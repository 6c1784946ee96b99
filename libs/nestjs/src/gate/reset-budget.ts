/** RST_STREAM frames that nghttp2 takes on a connection, at once and each second, before it ends it with all its calls. */
const burst = 1000;
const eachSecond = 33;
/** What is kept for calls that are still open, and for frames that nobody but nghttp2 sees. */
const reserve = 300;

/**
 * How many of its calls the caller of a connection may leave yet. One who leaves many for good reasons, as deadlines that
 * pass and hedges that have lost, had better be told to go on with another connection while there is time. (This release of
 * Node has no option for what nghttp2 takes.)
 */
export class ResetBudget {
  #left = burst - reserve;
  #filledAtMs: number;

  constructor(nowMs: number) {
    this.#filledAtMs = nowMs;
  }

  /**
   * Takes note of a call that its caller has left.
   *
   * @returns false once it is time to end the connection
   */
  spend(nowMs: number): boolean {
    const refill = ((nowMs - this.#filledAtMs) / 1000) * eachSecond;
    this.#left = Math.min(burst - reserve, this.#left + refill) - 1;
    this.#filledAtMs = nowMs;
    return this.#left >= 0;
  }
}
