import { stringBytes } from '../footprint.ts';
import { KeyTable } from './key-table.ts';
import { LargeRecord, LargeRecords, largeCharge } from './large-records.ts';
import type { LogRecord } from './log-record.ts';
import { RecordLog, recordBytes } from './record-log.ts';
import type { NewRecord, StoredRecord } from './stored-record.ts';
import { ValueCopies } from './value-copies.ts';

/** What a store asks of who keeps entries in it. */
export interface StoreOwner {
  /** What it takes besides, of the same bytes. */
  otherBytes(): number;
  /** Whether a record is of no more use to anybody. */
  isGone(record: StoredRecord): boolean;
  /** A record goes, and does so to make room if `evicted`. */
  dropped(record: StoredRecord, evicted: boolean): void;
}

/** What hits were given and the collector has not seen to yet: V8 lets so much add up, whatever the cache is given. */
const COPIES_BYTES = 48 * 1024 * 1024;
/** Of a small cache that would be too much; it may take a little more than it was given for a while. */
const MOST_COPIES_SHARE = 1 / 5;

const MOST_SEGMENT_BYTES = 256 * 1024;
const LEAST_SEGMENTS = 16;
/** Smaller caches have no log: a few segments would be most of them. */
const LEAST_BYTES_FOR_LOG = 1024 * 1024;
/** A log of which less is in use does not grow, but moves together. */
const LEAST_LIVE = 1 / 2;
/** As long as less of some segment is in use, nothing goes that may be of use. */
const FULL = 3 / 4;
/** Positions in the log have 32 bits, for units of eight bytes. */
const MOST_LOG_BYTES = 2 ** 34;

/**
 * Records by key, within a number of bytes. Small ones lie in a log, found by a table of hashes; large ones are objects in a
 * list of their own. Those go first that have not been used for longest: exactly so among large ones, in the log to within
 * the time that it takes to write it once.
 */
export class MemoryStore {
  readonly #maxBytes: number;
  readonly #owner: StoreOwner;
  readonly #hashOf: (key: string) => number;
  readonly #table = new KeyTable();
  readonly #log: RecordLog | undefined;
  readonly #large: LargeRecords;
  #births = 0;

  /** @param hashOf - Of a key, a signed integer; equal ones make it slower and nothing else. */
  constructor(maxBytes: number, hashOf: (key: string) => number, owner: StoreOwner) {
    const hasLog = maxBytes >= LEAST_BYTES_FOR_LOG;
    this.#maxBytes = hasLog ? maxBytes - Math.min(COPIES_BYTES, maxBytes * MOST_COPIES_SHARE) : maxBytes;
    this.#owner = owner;
    this.#hashOf = hashOf;
    this.#large = new LargeRecords(maxBytes, (record, evicted) => owner.dropped(record, evicted));
    if (!hasLog) return;
    const segmentBytes = Math.min(MOST_SEGMENT_BYTES, 2 ** Math.floor(Math.log2(maxBytes / LEAST_SEGMENTS)));
    const logOwner = {
      isGone: (record: LogRecord) => owner.isGone(record),
      dropped: (record: LogRecord, evicted: boolean) => owner.dropped(record, evicted),
    };
    this.#log = new RecordLog(this.#table, logOwner, new ValueCopies(), segmentBytes);
    this.#log.grow();
  }

  /** Entries in it. */
  get size(): number {
    return this.#table.size + this.#large.size;
  }

  /** What it takes. */
  get bytes(): number {
    return this.#table.bytes + (this.#log?.bytes ?? 0) + this.#large.bytes;
  }

  /** What a key has; good until the store is used again. */
  peek(key: string): StoredRecord | undefined {
    return this.#inLog(key) ?? this.#large.peek(key);
  }

  /** The same, for somebody who uses it. */
  get(key: string): StoredRecord | undefined {
    const record = this.#inLog(key);
    if (record !== undefined) {
      record.touch();
      return record;
    }
    const large = this.#large.peek(key);
    if (large !== undefined) this.#large.touch(key, large, this.#births);
    return large;
  }

  /** Takes away what a key has. */
  delete(key: string): void {
    const hash = this.#hashOf(key);
    const position = this.#positionOf(key, hash);
    if (position !== undefined) this.#log?.remove(position);
    else this.#large.remove(key);
  }

  /** What a record would take. */
  bytesFor(key: string, tags: number, valueBytes: number): number {
    return recordBytes(stringBytes(key), tags, valueBytes);
  }

  /** Stores a record under a key, in place of what was there. The bytes are copied. */
  put(key: string, record: NewRecord): void {
    const birth = ++this.#births;
    const hash = this.#hashOf(key);
    this.delete(key);
    const keyBytes = stringBytes(key);
    const bytes = recordBytes(keyBytes, record.tags.length, record.bytes.length);
    const log = this.#log;
    if (log === undefined || bytes > log.largestBytes) {
      const chargedBytes = largeCharge(record, keyBytes);
      this.makeRoom(chargedBytes);
      this.#large.add(key, new LargeRecord(record, birth, chargedBytes));
      return;
    }
    this.makeRoom(this.#table.bytesWithOneMore - this.#table.bytes);
    while (!log.hasRoomFor(bytes)) this.#makeRoomInLog(log);
    log.append({ key, hash, wide: keyBytes > key.length, birth, record });
  }

  /** Lets entries go until so many bytes more may be taken, or nothing is left. */
  makeRoom(bytes: number): void {
    while (this.#total() + bytes > this.#maxBytes) {
      if (this.#log !== undefined && this.#log.spareSegments > 0) this.#log.shrink();
      else if (this.size === 0) return;
      else this.evict();
    }
  }

  /** Lets what has not been used for longest go. */
  evict(): void {
    if (this.#log === undefined || this.#large.oldest < this.#log.oldest) this.#large.evict();
    else this.#log.empty('evict');
  }

  #makeRoomInLog(log: RecordLog): void {
    const mayGrow =
      this.#total() + log.segmentBytes <= this.#maxBytes && log.bytes + log.segmentBytes <= MOST_LOG_BYTES;
    const live = log.leastLiveShare;
    const isSparse = live < LEAST_LIVE && log.liveBytes < log.bytes * LEAST_LIVE;
    if (isSparse || (!mayGrow && live < FULL)) log.empty('compact');
    else if (mayGrow || this.size === 0) log.grow();
    else this.evict();
  }

  #total(): number {
    return this.bytes + this.#owner.otherBytes();
  }

  #inLog(key: string): LogRecord | undefined {
    const position = this.#positionOf(key, this.#hashOf(key));
    return position === undefined ? undefined : this.#log?.at(position);
  }

  #positionOf(key: string, hash: number): number | undefined {
    const log = this.#log;
    if (log === undefined) return undefined;
    for (let slot = this.#table.first(hash); slot >= 0; slot = this.#table.next(slot, hash)) {
      const position = this.#table.positionAt(slot);
      if (log.at(position).hasKey(key)) return position;
    }
    return undefined;
  }
}
