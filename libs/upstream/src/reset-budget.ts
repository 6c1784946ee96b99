/** RST_STREAM frames that nghttp2 takes on a connection, at once and each second, before it ends it with all its calls. */
const burst = 1000;
const eachSecond = 33;
/** What is kept for calls that are still open, and for frames that only the server sees. */
const reserve = 300;

/**
 * How many calls of a connection may yet be left by their caller. Servers end a connection of which too many are (rapid reset,
 * CVE-2023-44487); one that leaves them for good reasons, as deadlines that pass and hedges that have lost, had better go on
 * with another connection while there is time. Limits are those of nghttp2, by which Node's own servers go, and others.
 */
export class ResetBudget {
  #left = burst - reserve;
  #filledAtMs: number;

  /** @param nowMs - of any clock that only goes on, as later ones */
  constructor(nowMs: number) {
    this.#filledAtMs = nowMs;
  }

  /**
   * Takes note of a call that was left.
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
