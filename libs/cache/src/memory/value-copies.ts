/** Most values are small; those get a part of a slab each, which is cheaper than memory of their own. */
const SLAB_BYTES = 32 * 1024;
const MOST_OF_SLAB = 1 / 8;

/** Copies of values, for those who look them up: records move and go, and what was handed out must not change. */
export class ValueCopies {
  #slab = new Uint8Array(SLAB_BYTES);
  #used = 0;

  of(from: Uint8Array, start: number, length: number): Uint8Array {
    const end = start + length;
    if (length > SLAB_BYTES * MOST_OF_SLAB) return from.slice(start, end);
    if (this.#used + length > SLAB_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const slab = this.#slab;
    const at = this.#used;
    this.#used += length;
    if (length > SHORT) slab.set(from.subarray(start, end), at);
    else for (let index = 0; index < length; index++) slab[at + index] = from[start + index] ?? 0;
    return new Uint8Array(slab.buffer, at, length);
  }
}

/** Up to here a loop is faster than a call. */
const SHORT = 128;
