import { ENTRY_KINDS, entryOf, kindOf, type Entry } from './entry.ts';
import type { Lifetime } from './policy.ts';

/** An entry as it travels to other replicas. Moments are microseconds by the shared tier's clock. */
export interface SharedRecord {
  readonly entry: Entry;
  readonly lifetime: Lifetime;
  readonly tags: readonly string[];
  /** When it was stored. */
  readonly storedAt: number;
  /** A moment before it was asked for. */
  readonly asked: number;
}

// Big-endian, without gaps:
//   0 version (1)   1 kind   2 storedAt   10 ttl   18 stale-while-revalidate   26 stale-if-error   34 asked   42 tags: count
//   44 tags: each a length and UTF-8   then the bytes
// The numbers at 2 to 34 are doubles, counts and lengths 16 bits. The scripts in redis/scripts.ts read this, too.
const VERSION = 1;
const HEADER_BYTES = 44;
const MOST_16_BITS = 0xffff;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a record; undefined where its tags do not fit the format. */
export function encodeRecord(record: SharedRecord): Uint8Array | undefined {
  const { entry, lifetime, tags } = record;
  const names = tags.map((tag) => encoder.encode(tag));
  if (names.length > MOST_16_BITS || names.some((name) => name.length > MOST_16_BITS)) return undefined;
  const tagBytes = names.reduce((total, name) => total + 2 + name.length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + tagBytes + entry.bytes.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, ENTRY_KINDS.indexOf(kindOf(entry)));
  view.setFloat64(2, record.storedAt);
  view.setFloat64(10, lifetime.ttlMs);
  view.setFloat64(18, lifetime.staleWhileRevalidateMs);
  view.setFloat64(26, lifetime.staleIfErrorMs);
  view.setFloat64(34, record.asked);
  view.setUint16(42, names.length);
  let at = HEADER_BYTES;
  for (const name of names) {
    view.setUint16(at, name.length);
    bytes.set(name, at + 2);
    at += 2 + name.length;
  }
  bytes.set(entry.bytes, at);
  return bytes;
}

/** The record of some bytes; undefined where they are not one, for anybody may write to a shared tier. */
export function decodeRecord(bytes: Uint8Array): SharedRecord | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kind = ENTRY_KINDS[view.getUint8(1)];
  const [storedAt, ttlMs, staleWhileRevalidateMs, staleIfErrorMs, asked] = [
    view.getFloat64(2),
    view.getFloat64(10),
    view.getFloat64(18),
    view.getFloat64(26),
    view.getFloat64(34),
  ];
  if (kind === undefined) return undefined;
  if (![storedAt, ttlMs, staleWhileRevalidateMs, staleIfErrorMs, asked].every((time) => time >= 0)) return undefined;
  const tags: string[] = [];
  let at = HEADER_BYTES;
  for (let count = view.getUint16(42); count > 0; count--) {
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return undefined;
    tags.push(decoder.decode(bytes.subarray(at + 2, end)));
    at = end;
  }
  const lifetime = { ttlMs, staleWhileRevalidateMs, staleIfErrorMs };
  return { entry: entryOf(kind, bytes.subarray(at)), lifetime, tags, storedAt, asked };
}
