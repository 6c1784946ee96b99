const GROWTH = 1.6;
const JITTER = 0.2;

/**
 * Pauses between attempts to connect: each 1.6 times the one before, spread by a fifth either way so that many clients
 * do not come back at the same moment (gRPC, connection-backoff.md).
 */
export class BackOff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #baseMs: number;

  constructor(minMs: number, maxMs: number, random: () => number) {
    this.#minMs = minMs;
    this.#maxMs = Math.max(minMs, maxMs);
    this.#random = random;
    this.#baseMs = minMs;
  }

  /** The pause to make now; the next one will be longer. */
  nextMs(): number {
    const pauseMs = this.#baseMs * (1 - JITTER + 2 * JITTER * this.#random());
    this.#baseMs = Math.min(this.#baseMs * GROWTH, this.#maxMs);
    return pauseMs;
  }

  /** After a success: starts over. */
  reset(): void {
    this.#baseMs = this.#minMs;
  }
}
