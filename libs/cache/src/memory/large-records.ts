import { LRUCache } from 'lru-cache';
import type { EntryKind } from '../entry.ts';
import type { Moment } from '../stamp.ts';
import type { TagId } from '../tag-index.ts';
import type { NewRecord, StoredRecord } from './stored-record.ts';

/** A record with an object, and bytes, of its own: those are handed out as they are. */
export class LargeRecord implements StoredRecord {
  readonly kind: EntryKind;
  readonly storedAtMs: number;
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly asked: Moment;
  readonly birth: number;
  readonly chargedBytes: number;
  failures = 0;
  retryAtMs = 0;
  /** How many records had been stored when it was last used. */
  usedAt: number;
  readonly #bytes: Uint8Array;
  readonly #tags: readonly TagId[];

  constructor(record: NewRecord, birth: number, chargedBytes: number) {
    this.kind = record.kind;
    this.storedAtMs = record.storedAtMs;
    this.ttlMs = record.lifetime.ttlMs;
    this.staleWhileRevalidateMs = record.lifetime.staleWhileRevalidateMs;
    this.staleIfErrorMs = record.lifetime.staleIfErrorMs;
    this.asked = record.asked;
    this.birth = birth;
    this.usedAt = birth;
    this.chargedBytes = chargedBytes;
    // Those that come off a socket are a small part of a slab that they keep alive.
    this.#bytes = new Uint8Array(record.bytes);
    this.#tags = record.tags;
  }

  get tagCount(): number {
    return this.#tags.length;
  }

  tag(index: number): TagId {
    return this.#tags[index] ?? 0;
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }
}

/** What a large record takes besides its bytes: its objects, the list and the map it is in, what malloc adds. */
export const LARGE_OVERHEAD_BYTES = 800;

/**
 * What large records are charged for each byte. What has gone takes memory until the collector has been by, and it comes by
 * the later the more there is.
 */
const CHARGE = 1.5;

/** What a large record is charged. */
export function largeCharge(record: NewRecord, keyBytes: number): number {
  return Math.ceil(LARGE_OVERHEAD_BYTES + 4 * record.tags.length + keyBytes + record.bytes.length * CHARGE);
}

/** Records that are too large for the log, the least recently used first. */
export class LargeRecords {
  readonly #records: LRUCache<string, LargeRecord>;
  #bytes = 0;

  /** @param dropped - A record goes, and does so to make room if `evicted`. */
  constructor(mostBytes: number, dropped: (record: LargeRecord, evicted: boolean) => void) {
    this.#records = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ chargedBytes }) => chargedBytes,
      dispose: (record, _key, reason) => {
        this.#bytes -= record.chargedBytes;
        dropped(record, reason === 'evict');
      },
    });
  }

  get size(): number {
    return this.#records.size;
  }

  /** What they are charged. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many records had been stored when the least recently used one was last used. */
  get oldest(): number {
    return this.#records.rvalues().next().value?.usedAt ?? Infinity;
  }

  peek(key: string): LargeRecord | undefined {
    return this.#records.size === 0 ? undefined : this.#records.peek(key);
  }

  /** Says that a record is in use. */
  touch(key: string, record: LargeRecord, now: number): void {
    record.usedAt = now;
    this.#records.get(key);
  }

  add(key: string, record: LargeRecord): void {
    this.#bytes += record.chargedBytes;
    this.#records.set(key, record);
  }

  remove(key: string): boolean {
    return this.#records.size > 0 && this.#records.delete(key);
  }

  /** Lets the least recently used one go. */
  evict(): void {
    this.#records.pop();
  }
}
