/**
 * A hash of keys, 32 bits, that nobody outside can predict: HalfSipHash-1-3 (Aumasson and Bernstein's SipHash on 32-bit
 * words), as Linux has it for its tables. Keys hold what callers send, and whoever could choose keys that collide could make
 * each lookup walk over all of them.
 */
export class KeyHash {
  readonly #secret0: number;
  readonly #secret1: number;

  /** @param random - From 0 up to 1, as `Math.random`. */
  constructor(random: () => number) {
    this.#secret0 = Math.floor(random() * 2 ** 32) | 0;
    this.#secret1 = Math.floor(random() * 2 ** 32) | 0;
  }

  /** The hash of a key, as a signed integer. */
  of(key: string): number {
    let v0 = this.#secret0;
    let v1 = this.#secret1;
    let v2 = v0 ^ 0x6c796765;
    let v3 = v1 ^ 0x74656462;
    const { length } = key;
    const last = length >> 1;
    // Two UTF-16 units a word. The last word has what is over and the length; after it come three rounds without one.
    for (let index = 0; index <= last + 3; index++) {
      let word = 0;
      if (index < last) word = key.charCodeAt(2 * index) | (key.charCodeAt(2 * index + 1) << 16);
      else if (index === last) word = (length << 16) | ((length & 1) === 1 ? key.charCodeAt(length - 1) : 0);
      else if (index === last + 1) v2 ^= 0xff;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    return v1 ^ v3;
  }
}
