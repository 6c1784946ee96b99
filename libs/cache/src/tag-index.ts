import { TAG_OVERHEAD_BYTES, stringBytes } from './footprint.ts';
import type { Moment } from './stamp.ts';

/** What entries have instead of a tag's name: good as long as one of them has it. */
export type TagId = number;

const LEAST_TAGS = 64;

/**
 * The tags that are on entries.
 *
 * Marking is not a walk over entries: a tag remembers when it was last invalidated, and an entry looks whether that was
 * after it had been asked for. So an invalidation costs the same for one entry as for a million, and a tag is forgotten
 * with its last entry.
 */
export class TagIndex {
  readonly #ids = new Map<string, TagId>();
  readonly #names: string[] = [];
  readonly #free: TagId[] = [];
  /** By id: the last invalidation. Entries that were asked for before it are marked. */
  #invalidatedAt = new Float64Array(LEAST_TAGS);
  /** By id: how many entries have it. */
  #entries = new Uint32Array(LEAST_TAGS);
  /** By id: how many of those it has not marked. */
  #unmarked = new Uint32Array(LEAST_TAGS);
  #bytes = 0;

  /** Different tags. */
  get size(): number {
    return this.#ids.size;
  }

  /** What they are accounted for. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When a tag was last invalidated. */
  invalidatedAt(id: TagId): Moment {
    return this.#invalidatedAt[id] ?? 0;
  }

  /** Puts a tag on one more entry, which was asked for at `asked`. */
  attach(name: string, asked: Moment): TagId {
    const id = this.#ids.get(name) ?? this.#add(name);
    this.#entries[id] = (this.#entries[id] ?? 0) + 1;
    if (this.invalidatedAt(id) <= asked) this.#unmarked[id] = (this.#unmarked[id] ?? 0) + 1;
    return id;
  }

  /** Takes a tag off an entry that was asked for at `asked`. */
  detach(id: TagId, asked: Moment): void {
    const left = (this.#entries[id] ?? 0) - 1;
    this.#entries[id] = left;
    if (this.invalidatedAt(id) <= asked) this.#unmarked[id] = (this.#unmarked[id] ?? 0) - 1;
    if (left === 0) this.#forget(id);
  }

  /** Marks the entries that have the tag, and tells how many it had not marked before. */
  invalidate(name: string, at: Moment): number {
    const id = this.#ids.get(name);
    if (id === undefined) return 0;
    const marked = this.#unmarked[id] ?? 0;
    this.#invalidatedAt[id] = at;
    this.#unmarked[id] = 0;
    return marked;
  }

  #add(name: string): TagId {
    const id = this.#free.pop() ?? this.#names.length;
    if (id >= this.#entries.length) this.#grow();
    this.#names[id] = name;
    this.#ids.set(name, id);
    this.#invalidatedAt[id] = 0;
    this.#bytes += TAG_OVERHEAD_BYTES + stringBytes(name);
    return id;
  }

  #forget(id: TagId): void {
    const name = this.#names[id] ?? '';
    this.#ids.delete(name);
    this.#names[id] = '';
    this.#free.push(id);
    this.#bytes -= TAG_OVERHEAD_BYTES + stringBytes(name);
  }

  #grow(): void {
    const length = this.#entries.length * 2;
    const [invalidatedAt, entries, unmarked] = [this.#invalidatedAt, this.#entries, this.#unmarked];
    this.#invalidatedAt = new Float64Array(length);
    this.#invalidatedAt.set(invalidatedAt);
    this.#entries = new Uint32Array(length);
    this.#entries.set(entries);
    this.#unmarked = new Uint32Array(length);
    this.#unmarked.set(unmarked);
  }
}
