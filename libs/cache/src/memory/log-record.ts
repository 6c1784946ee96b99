import { ENTRY_KINDS, type EntryKind } from '../entry.ts';
import type { Moment } from '../stamp.ts';
import type { TagId } from '../tag-index.ts';
import * as layout from './segment.ts';
import { makeSegment, type Segment } from './segment.ts';
import type { StoredRecord } from './stored-record.ts';
import type { ValueCopies } from './value-copies.ts';

const nowhere = makeSegment(0, layout.HEADER_BYTES);

/** One record of a segment at a time: it is pointed at them, so that looking at a record makes no object. */
export class LogRecord implements StoredRecord {
  readonly #copies: ValueCopies;
  segment: Segment = nowhere;
  /** Where it begins in the segment, in units. */
  at = 0;

  constructor(copies: ValueCopies) {
    this.#copies = copies;
  }

  /** Shows another record. */
  pointAt(segment: Segment, at: number): this {
    this.segment = segment;
    this.at = at;
    return this;
  }

  get storedAtMs(): number {
    return this.#double(layout.STORED_AT);
  }
  get ttlMs(): number {
    return this.#double(layout.TTL);
  }
  get staleWhileRevalidateMs(): number {
    return this.#double(layout.STALE_WHILE_REVALIDATE);
  }
  get staleIfErrorMs(): number {
    return this.#double(layout.STALE_IF_ERROR);
  }
  get asked(): Moment {
    return this.#double(layout.ASKED);
  }
  get birth(): number {
    return this.#double(layout.BIRTH);
  }
  get retryAtMs(): number {
    return this.#double(layout.RETRY_AT);
  }
  set retryAtMs(retryAtMs: number) {
    this.segment.doubles[this.at + layout.RETRY_AT] = retryAtMs;
  }

  get failures(): number {
    return this.flags >>> layout.FAILURES_SHIFT;
  }
  set failures(failures: number) {
    const bits = Math.min(failures, layout.MOST_FAILURES) << layout.FAILURES_SHIFT;
    this.#setWord(layout.FLAGS, (this.flags & ((1 << layout.FAILURES_SHIFT) - 1)) | bits);
  }

  get kind(): EntryKind {
    return ENTRY_KINDS[this.flags & layout.KIND_MASK] ?? 'whole';
  }
  get tagCount(): number {
    return this.#word(layout.TAG_COUNT);
  }
  get hash(): number {
    return this.#word(layout.HASH);
  }
  get units(): number {
    return this.#word(layout.UNITS);
  }
  get flags(): number {
    return this.#word(layout.FLAGS);
  }

  tag(index: number): TagId {
    return this.#word(layout.FIRST_TAG + index);
  }

  /** Says that it is in use. */
  touch(): void {
    // What says so already is not written again: that would cost as much as reading it.
    if ((this.flags & layout.USED) === 0) this.#setWord(layout.FLAGS, this.flags | layout.USED);
  }

  /** Forgets that it was in use, and tells whether it was. */
  wasUsed(): boolean {
    const used = (this.flags & layout.USED) !== 0;
    this.#setWord(layout.FLAGS, this.flags & ~layout.USED);
    return used;
  }

  get isDead(): boolean {
    return (this.flags & layout.DEAD) !== 0;
  }

  kill(): void {
    this.#setWord(layout.FLAGS, this.flags | layout.DEAD);
    this.segment.live -= this.units;
  }

  /** Whether this is its key, character by character. */
  hasKey(key: string): boolean {
    const { length } = key;
    if (this.#word(layout.KEY_LENGTH) !== length) return false;
    const { bytes } = this.segment;
    const start = this.#keyStart();
    if ((this.flags & layout.WIDE) === 0) {
      for (let index = 0; index < length; index++) if (bytes[start + index] !== key.charCodeAt(index)) return false;
      return true;
    }
    for (let index = 0; index < length; index++) {
      const unit = (bytes[start + 2 * index] ?? 0) | ((bytes[start + 2 * index + 1] ?? 0) << 8);
      if (unit !== key.charCodeAt(index)) return false;
    }
    return true;
  }

  bytes(): Uint8Array {
    const width = (this.flags & layout.WIDE) === 0 ? 1 : 2;
    const start = this.#keyStart() + width * this.#word(layout.KEY_LENGTH);
    return this.#copies.of(this.segment.bytes, start, this.#word(layout.VALUE_LENGTH));
  }

  #keyStart(): number {
    return this.at * layout.UNIT_BYTES + layout.HEADER_BYTES + 4 * this.#word(layout.TAG_COUNT);
  }

  #word(index: number): number {
    return this.segment.words[2 * this.at + index] ?? 0;
  }

  #setWord(index: number, word: number): void {
    this.segment.words[2 * this.at + index] = word;
  }

  #double(index: number): number {
    return this.segment.doubles[this.at + index] ?? 0;
  }
}
