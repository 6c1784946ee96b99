const SLOTS = 10;

/** Counts what happened in a window of time that slides on by tenths. Costs a division and two additions. */
export class RollingCount {
  readonly #slots = new Float64Array(SLOTS);
  readonly #slotMs: number;
  #slot = -Infinity;
  #total = 0;

  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS;
  }

  /** Counts one more. */
  add(nowMs: number): void {
    this.#moveTo(nowMs);
    const at = this.#slot % SLOTS;
    this.#slots[at] = (this.#slots[at] ?? 0) + 1;
    this.#total++;
  }

  /** What was counted within the window. */
  total(nowMs: number): number {
    this.#moveTo(nowMs);
    return this.#total;
  }

  /** Forgets all. */
  clear(): void {
    this.#slots.fill(0);
    this.#total = 0;
  }

  /** A clock that is set back lets time stand still, so that nothing is counted as if it were to come. */
  #moveTo(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    if (slot <= this.#slot) return;
    if (slot - this.#slot >= SLOTS) {
      this.clear();
    } else {
      for (let passed = this.#slot + 1; passed <= slot; passed++) {
        const at = passed % SLOTS;
        this.#total -= this.#slots[at] ?? 0;
        this.#slots[at] = 0;
      }
    }
    this.#slot = slot;
  }
}
