/**
 * A piece of memory with records in it, one behind the other. A record takes whole units of eight bytes:
 *
 *   units 0 to 6, doubles: stored at, ttl, stale-while-revalidate, stale-if-error, asked, retry at, birth
 *   words 14 to 19: hash, units of the record, flags, characters of the key, tags, bytes of the value
 *   from byte 80: the tags, a word each; the key, a byte a character or with `WIDE` two; the value
 */
export interface Segment {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** How many records had been stored when it was begun. */
  begunAt: number;
  /** What is written, in units. */
  used: number;
  /** What of that is not dead. */
  live: number;
}

/** Makes an empty one. The system gives its pages when they are written. */
export function makeSegment(number: number, bytes: number): Segment {
  const buffer = new ArrayBuffer(bytes);
  return {
    number,
    bytes: new Uint8Array(buffer),
    words: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    begunAt: 0,
    used: 0,
    live: 0,
  };
}

/** Records begin at multiples of that. */
export const UNIT_BYTES = 8;
/** What a record takes besides its tags, its key and its value. */
export const HEADER_BYTES = 80;

/** Doubles of a record's header. */
export const STORED_AT = 0;
export const TTL = 1;
export const STALE_WHILE_REVALIDATE = 2;
export const STALE_IF_ERROR = 3;
export const ASKED = 4;
export const RETRY_AT = 5;
export const BIRTH = 6;

/** Words of a record's header. */
export const HASH = 14;
export const UNITS = 15;
export const FLAGS = 16;
export const KEY_LENGTH = 17;
export const TAG_COUNT = 18;
export const VALUE_LENGTH = 19;
export const FIRST_TAG = 20;

/** Flags: two bits for the kind; then these; then how many refreshes have failed. */
export const KIND_MASK = 3;
export const WIDE = 4;
export const USED = 8;
export const DEAD = 16;
export const FAILURES_SHIFT = 8;
export const MOST_FAILURES = 255;
