import type { Moment } from './stamp.ts';

/** A tag that is on some entry. Entries hold the tag, the tag does not hold them. */
export interface Tag {
  readonly name: string;
  /** The last invalidation; entries that were asked for before it are marked. */
  invalidatedAt: Moment;
  /** Entries that have it. */
  entries: number;
  /** Those of them that it has not marked. */
  unmarked: number;
}

/**
 * The tags that are on entries.
 *
 * Marking is not a walk over entries: a tag remembers when it was last invalidated, and an entry looks whether that was
 * after it had been asked for. So an invalidation costs the same for one entry as for a million, and a tag is forgotten
 * with its last entry.
 */
export class TagIndex {
  readonly #tags = new Map<string, Tag>();

  /** Different tags. */
  get size(): number {
    return this.#tags.size;
  }

  /** Puts a tag on one more entry, which was asked for at `asked`. */
  attach(name: string, asked: Moment): Tag {
    let tag = this.#tags.get(name);
    if (tag === undefined) {
      tag = { name, invalidatedAt: 0, entries: 0, unmarked: 0 };
      this.#tags.set(name, tag);
    }
    tag.entries++;
    if (tag.invalidatedAt <= asked) tag.unmarked++;
    return tag;
  }

  /** Takes a tag off an entry that was asked for at `asked`. */
  detach(tag: Tag, asked: Moment): void {
    tag.entries--;
    if (tag.invalidatedAt <= asked) tag.unmarked--;
    if (tag.entries === 0) this.#tags.delete(tag.name);
  }

  /** Marks the entries that have the tag, and tells how many it had not marked before. */
  invalidate(name: string, at: Moment): number {
    const tag = this.#tags.get(name);
    if (tag === undefined) return 0;
    const marked = tag.unmarked;
    tag.invalidatedAt = at;
    tag.unmarked = 0;
    return marked;
  }
}
