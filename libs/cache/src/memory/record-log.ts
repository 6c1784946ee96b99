import { ENTRY_KINDS } from '../entry.ts';
import type { KeyTable } from './key-table.ts';
import { LogRecord } from './log-record.ts';
import * as layout from './segment.ts';
import { makeSegment, type Segment } from './segment.ts';
import type { NewRecord } from './stored-record.ts';
import type { ValueCopies } from './value-copies.ts';

/** A new record, with what only the store knows. */
export interface Appended {
  readonly key: string;
  readonly hash: number;
  readonly wide: boolean;
  readonly birth: number;
  readonly record: NewRecord;
}

/** What becomes of records when the segment that they are in is emptied. */
export type Emptying =
  /** All stay that are of any use: only what is dead gives way. */
  | 'compact'
  /** Those stay that were used since they were last moved, as long as they are the smaller part. */
  | 'evict';

/** What a log asks of who keeps records in it. */
export interface RecordOwner {
  /** Whether a record is of no more use to anybody. */
  isGone(record: LogRecord): boolean;
  /** A record goes, and does so to make room if `evicted`. It is no more in the table. */
  dropped(record: LogRecord, evicted: boolean): void;
}

/** Of a segment no more than this stays when it is emptied to make room, or emptying might go on for ever. */
const MOST_KEPT = 1 / 2;

/**
 * Records one behind the other, in segments of equal size. Nothing is written in place: a record that is replaced or goes is
 * dead, and when room is needed a segment is emptied by moving what stays of it to the end. So memory does not fragment, no
 * entry is an object of the collector's, and all that one takes lies side by side.
 *
 * There is always a free segment to move records to.
 */
export class RecordLog {
  readonly #table: KeyTable;
  readonly #owner: RecordOwner;
  readonly #segmentBytes: number;
  readonly #unitsBits: number;
  readonly #segments: (Segment | undefined)[] = [];
  /** Those with records, the oldest first; the last one is written to. */
  #written: Segment[] = [];
  #free: Segment[] = [];
  readonly #shown: LogRecord;
  readonly #moving: LogRecord;
  #liveUnits = 0;

  /** @param segmentBytes - A power of two. */
  constructor(table: KeyTable, owner: RecordOwner, copies: ValueCopies, segmentBytes: number) {
    this.#table = table;
    this.#owner = owner;
    this.#segmentBytes = segmentBytes;
    this.#unitsBits = Math.log2(segmentBytes / layout.UNIT_BYTES);
    this.#shown = new LogRecord(copies);
    this.#moving = new LogRecord(copies);
  }

  /** What it takes. */
  get bytes(): number {
    return (this.#written.length + this.#free.length) * this.#segmentBytes;
  }

  /** What of that are records. */
  get liveBytes(): number {
    return this.#liveUnits * layout.UNIT_BYTES;
  }

  get segmentBytes(): number {
    return this.#segmentBytes;
  }

  /** The largest record that it takes. */
  get largestBytes(): number {
    return this.#segmentBytes / 16;
  }

  /** How many records had been stored when its oldest part was begun. */
  get oldest(): number {
    return this.#written[0]?.begunAt ?? Infinity;
  }

  /** How much of the emptiest segment that is not written to any more is in use; 1 where there is none. */
  get leastLiveShare(): number {
    const segment = this.#written[this.#emptiest()];
    if (segment === undefined || this.#written.length < 2) return 1;
    return (segment.live * layout.UNIT_BYTES) / this.#segmentBytes;
  }

  /** Segments with nothing in them, besides the one that must be free. */
  get spareSegments(): number {
    return Math.max(0, this.#free.length - 1);
  }

  /** The record at a position; good until the next one is asked for. */
  at(position: number): LogRecord {
    const segment = this.#segments[position >>> this.#unitsBits];
    if (segment === undefined) throw new Error('a position outside of the log');
    return this.#shown.pointAt(segment, position & ((1 << this.#unitsBits) - 1));
  }

  /** Whether a record of so many bytes can be appended now. */
  hasRoomFor(bytes: number): boolean {
    const segment = this.#written.at(-1);
    return (segment !== undefined && this.#fits(segment, unitsOf(bytes))) || this.#free.length > 1;
  }

  /** Adds a free segment. */
  grow(): void {
    let number = this.#segments.indexOf(undefined);
    if (number < 0) number = this.#segments.length;
    const segment = makeSegment(number, this.#segmentBytes);
    this.#segments[number] = segment;
    this.#free.push(segment);
  }

  /** Gives a free segment back to the system. */
  shrink(): void {
    const segment = this.#free.pop();
    if (segment !== undefined) this.#segments[segment.number] = undefined;
  }

  /** Writes a record, for which there must be room. */
  append({ key, hash, wide, birth, record }: Appended): void {
    const bytes = recordBytes(wide ? 2 * key.length : key.length, record.tags.length, record.bytes.length);
    const units = unitsOf(bytes);
    const segment = this.#segmentFor(units, birth);
    const at = segment.used;
    const { doubles, words } = segment;
    doubles[at + layout.STORED_AT] = record.storedAtMs;
    doubles[at + layout.TTL] = record.lifetime.ttlMs;
    doubles[at + layout.STALE_WHILE_REVALIDATE] = record.lifetime.staleWhileRevalidateMs;
    doubles[at + layout.STALE_IF_ERROR] = record.lifetime.staleIfErrorMs;
    doubles[at + layout.ASKED] = record.asked;
    doubles[at + layout.RETRY_AT] = 0;
    doubles[at + layout.BIRTH] = birth;
    const word = 2 * at;
    words[word + layout.HASH] = hash;
    words[word + layout.UNITS] = units;
    words[word + layout.FLAGS] = ENTRY_KINDS.indexOf(record.kind) | (wide ? layout.WIDE : 0);
    words[word + layout.KEY_LENGTH] = key.length;
    words[word + layout.TAG_COUNT] = record.tags.length;
    words[word + layout.VALUE_LENGTH] = record.bytes.length;
    for (const [index, tag] of record.tags.entries()) words[word + layout.FIRST_TAG + index] = tag;
    let end = at * layout.UNIT_BYTES + layout.HEADER_BYTES + 4 * record.tags.length;
    for (let index = 0; index < key.length; index++) {
      const unit = key.charCodeAt(index);
      segment.bytes[end++] = unit & 0xff;
      if (wide) segment.bytes[end++] = unit >>> 8;
    }
    segment.bytes.set(record.bytes, end);
    this.#wrote(segment, units);
    this.#table.add(hash, this.#positionOf(segment, at));
  }

  /** Takes away the record at a position. */
  remove(position: number): void {
    const record = this.at(position);
    this.#table.remove(record.hash, position);
    this.#kill(record);
    this.#owner.dropped(record, false);
  }

  /** Empties a segment: the emptiest one where `compact`, else the oldest. */
  empty(how: Emptying): void {
    const index = how === 'compact' ? this.#emptiest() : 0;
    const [segment] = this.#written.splice(index, 1);
    if (segment === undefined) return;
    const record = this.#moving;
    let keptUnits = 0;
    const mostKept = how === 'compact' ? segment.used : segment.used * MOST_KEPT;
    for (let at = 0; at < segment.used; at += record.units) {
      record.pointAt(segment, at);
      if (record.isDead) continue;
      const stays = !this.#owner.isGone(record) && (how === 'compact' || record.wasUsed());
      if (stays && keptUnits + record.units <= mostKept) {
        keptUnits += record.units;
        this.#move(record);
      } else {
        this.#table.remove(record.hash, this.#positionOf(segment, at));
        this.#kill(record);
        this.#owner.dropped(record, true);
      }
    }
    segment.used = 0;
    segment.live = 0;
    this.#free.push(segment);
  }

  #move(record: LogRecord): void {
    const { segment: from, at, units } = record;
    const to = this.#segmentFor(units, from.begunAt);
    const moved = to.used;
    to.bytes.set(
      from.bytes.subarray(at * layout.UNIT_BYTES, (at + units) * layout.UNIT_BYTES),
      moved * layout.UNIT_BYTES,
    );
    this.#liveUnits -= units;
    this.#wrote(to, units);
    this.#table.move(record.hash, this.#positionOf(from, at), this.#positionOf(to, moved));
  }

  #kill(record: LogRecord): void {
    this.#liveUnits -= record.units;
    record.kill();
  }

  #wrote(segment: Segment, units: number): void {
    segment.used += units;
    segment.live += units;
    this.#liveUnits += units;
  }

  #segmentFor(units: number, now: number): Segment {
    const last = this.#written.at(-1);
    if (last !== undefined && this.#fits(last, units)) return last;
    const next = this.#free.pop();
    if (next === undefined) throw new Error('a log without room');
    next.begunAt = now;
    this.#written.push(next);
    return next;
  }

  #fits(segment: Segment, units: number): boolean {
    return (segment.used + units) * layout.UNIT_BYTES <= this.#segmentBytes;
  }

  #positionOf(segment: Segment, at: number): number {
    return ((segment.number << this.#unitsBits) | at) >>> 0;
  }

  #emptiest(): number {
    let found = 0;
    let least = Infinity;
    for (let index = 0; index < this.#written.length - 1; index++) {
      const live = this.#written[index]?.live ?? 0;
      if (live >= least) continue;
      least = live;
      found = index;
    }
    return found;
  }
}

/** What a record takes; the length of its key in bytes. */
export function recordBytes(keyBytes: number, tags: number, valueBytes: number): number {
  return unitsOf(layout.HEADER_BYTES + 4 * tags + keyBytes + valueBytes) * layout.UNIT_BYTES;
}

function unitsOf(bytes: number): number {
  return Math.ceil(bytes / layout.UNIT_BYTES);
}
