import type { Reading } from './reading.ts';
import { Turn } from './turn.ts';

/** How much of a turn of the event loop goes to newcomers, give or take what one of them has sent at once. */
const sliceMs = 1;
/** How many have their turn together. */
const together = 4;
/** How long newcomers wait for each call of a connection that left too many of them: some times what it cost. */
const leftWaitMs = 0.5;

/**
 * Connections that have asked for more than they got answered, so far. There may be thousands, each with as many streams as
 * it may open, and all that comes of it be calls that are never made. So they get a slice of each other turn of the event
 * loop, one after the other, and all the rest is for those that are known. Where nobody else wants anything, turns are short
 * and newcomers hardly wait; where some are turned away, those that come instead of them do.
 */
export class Newcomers {
  readonly #turn = new Turn();
  readonly #free = new Set<Reading>();
  #waiting: Reading[] = [];
  #owedMs = 0;

  /** Takes one in. */
  add(reading: Reading): void {
    if (this.#waiting.length === 0) {
      this.#free.add(reading);
      return;
    }
    reading.hold();
    this.#waiting.push(reading);
  }

  /** It is known now, or gone. */
  remove(reading: Reading): void {
    if (this.#free.delete(reading)) return;
    const index = this.#waiting.indexOf(reading);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    reading.release();
  }

  /** A connection is turned away for so many calls that it left. */
  left(calls: number): void {
    this.#owedMs += calls * leftWaitMs;
  }

  /** One of them has had something done for it. */
  served(reading: Reading): void {
    if (!this.#free.has(reading)) return;
    if (this.#owedMs < sliceMs && this.#turn.spentMs() < sliceMs) return;
    const next = [...this.#free].filter((one) => one !== reading);
    for (const one of this.#free) one.hold();
    this.#free.clear();
    if (this.#waiting.length === 0) this.#afterOthers();
    this.#waiting = [...next, ...this.#waiting, reading];
  }

  /** What others have sent up to the end of this turn is dealt with in the next; then it is their turn again. */
  #afterOthers(): void {
    setImmediate(() =>
      setImmediate(() => {
        const waitMs = Math.floor(this.#owedMs);
        this.#owedMs = 0;
        if (waitMs > 0) setTimeout(() => this.#next(), waitMs).unref();
        else this.#next();
      }),
    );
  }

  #next(): void {
    for (const reading of this.#waiting.splice(0, together)) {
      this.#free.add(reading);
      reading.release();
    }
    if (this.#waiting.length > 0) this.#afterOthers();
  }
}
