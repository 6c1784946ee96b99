import type { Keys } from './load.ts';

/** Where keys begin that are asked for once. */
const firstNewKey = 1_000_000;

/** Gives out keys: new ones only once, for as long as it lives. */
export class KeyCounter {
  #next = firstNewKey;

  /** The keys of a run, one at each call. */
  keys(keys: Keys): () => number {
    switch (keys.kind) {
      case 'new':
        return () => this.#next++;
      case 'first': {
        let index = 0;
        return () => index++ % keys.count;
      }
      case 'zipf': {
        const sums = zipfSums(keys.count);
        const random = randomNumbers(this.#next);
        return () => (random() < keys.newShare ? this.#next++ : rankOf(sums, random()));
      }
    }
  }
}

/** What share of the draws falls on the ranks up to each. */
function zipfSums(count: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 1);
  return sums.map((value) => value / sum);
}

/** The rank that a number from 0 to 1 falls on. */
function rankOf(sums: Float64Array, share: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 1) < share) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Marsaglia's xorshift: the same numbers from 0 to 1 for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
