import { INVALIDATION_OVERHEAD_BYTES, stringBytes } from './footprint.ts';
import type { Moment } from './stamp.ts';

/** So many tags are remembered, however small the cache is. */
const LEAST_TAGS = 64;

/**
 * Remembers which tags were invalidated of late, for the values that are being asked for meanwhile.
 *
 * The memory is bounded, and nobody says when a stamp is out of use: what is forgotten, oldest first, is taken for
 * anything. A value that was asked for before the last forgotten invalidation counts as invalidated if it has a tag at
 * all; so too little is stored in a flood of invalidations, and never too much.
 */
export class InvalidationLog {
  readonly #maxBytes: number;
  /** When each tag was last invalidated, the oldest first. */
  readonly #lastAt = new Map<string, Moment>();
  #bytes = 0;
  #now: Moment = 0;
  /** The last invalidation that is forgotten. */
  #forgotten: Moment = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What it is accounted for. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The present moment: after all invalidations there were. */
  get now(): Moment {
    return this.#now;
  }

  /** Notes an invalidation of these tags; its moment is `now` afterwards. */
  add(tags: readonly string[]): void {
    this.#now++;
    for (const tag of tags) {
      // Deleted first, so that the map stays in the order of the invalidations.
      if (!this.#lastAt.delete(tag)) this.#bytes += INVALIDATION_OVERHEAD_BYTES + stringBytes(tag);
      this.#lastAt.set(tag, this.#now);
    }
    this.#forgetOldest();
  }

  /** Whether a value with these tags that was asked for at `asked` may have been invalidated since. */
  invalidatedSince(asked: Moment, tags: readonly string[]): boolean {
    if (asked >= this.#now || tags.length === 0) return false;
    if (asked < this.#forgotten) return true;
    return tags.some((tag) => (this.#lastAt.get(tag) ?? 0) > asked);
  }

  /** Takes everything for invalidated that was asked for until now and has a tag. */
  addAll(): void {
    this.#now++;
    this.#lastAt.clear();
    this.#bytes = 0;
    this.#forgotten = this.#now;
  }

  #forgetOldest(): void {
    for (const [tag, at] of this.#lastAt) {
      if (this.#bytes <= this.#maxBytes || this.#lastAt.size <= LEAST_TAGS) return;
      this.#lastAt.delete(tag);
      this.#bytes -= INVALIDATION_OVERHEAD_BYTES + stringBytes(tag);
      this.#forgotten = at;
    }
  }
}
