import { Buffer } from 'node:buffer';
import { Cursor } from './cursor.ts';
import { isKnownValue, knownField } from './known.ts';
import { isZero, type RawValue } from './raw-value.ts';
import { valueReader } from './read-value.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { joinPayloads } from './slices.ts';
import { checkMessage } from './validity.ts';
import { WireType } from './wire-type.ts';
import { Writer } from './writer.ts';

/**
 * The one encoding that equal messages share: fields by number, each singular one once with its last value, messages
 * merged, oneofs resolved, lists in the form that the field declares, maps without duplicates and sorted by key, entries
 * in full, zeros without presence dropped, varints as short as can be; then the unknown fields in the order of their
 * numbers, those of one number in the order they came. At every depth.
 *
 * Bytes that are canonical already are given back as they are, not copied.
 *
 * @param bytes - a valid message
 */
export function canonicalize(bytes: Uint8Array, shape: MessageShape): Uint8Array {
  const validity = checkMessage(bytes, shape);
  return validity.kind === 'valid' && validity.canonical ? bytes : rewriteCanonically(bytes, shape);
}

/** What {@link canonicalize} gives, for bytes that are known not to be canonical. */
export function rewriteCanonically(bytes: Uint8Array, shape: MessageShape): Uint8Array {
  const into = new Writer(bytes.length + 16);
  rewrite(bytes, shape, into);
  return into.finish();
}

/** The values of one field, in the order they came; of a singular field that is no message, the last one only. */
type Values = RawValue[];

/** An unknown field, encoded anew. */
interface Unknown {
  readonly number: number;
  readonly encoded: Uint8Array;
}

function rewrite(bytes: Uint8Array, shape: MessageShape, into: Writer): void {
  const values = new Map<FieldShape, Values>();
  const unknown: Unknown[] = [];
  const cursor = new Cursor(bytes);
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    const field = knownField(shape, tag);
    if (field === undefined) unknown.push(encodeUnknown(cursor, tag));
    else if (tag === field.tag) collect(cursor, field, values, unknown);
    else {
      const length = cursor.uint32();
      const end = cursor.pos + length;
      while (cursor.pos < end) collect(cursor, field, values, unknown);
    }
  }
  for (const field of shape.fields) {
    const found = values.get(field);
    if (found !== undefined) writeField(field, found, into);
    else if (shape.mapEntry) into.field(field, field.defaultValue ?? new Uint8Array(0));
  }
  if (shape.mapEntry) return; // the unknown fields of an entry are dropped by all parsers
  unknown.sort((a, b) => a.number - b.number);
  for (const field of unknown) into.raw(field.encoded);
}

function collect(cursor: Cursor, field: FieldShape, values: Map<FieldShape, Values>, unknown: Unknown[]): void {
  if (!isKnownValue(cursor, field)) {
    unknown.push(encodeUnknown(cursor, field.tag));
    return;
  }
  const value = valueReader(field.kind)(cursor);
  for (const rival of field.oneof?.fields ?? []) if (rival !== field) values.delete(rival);
  const before = values.get(field);
  if (before === undefined || !(field.repeated || field.message !== undefined)) values.set(field, [value]);
  else before.push(value);
}

function writeField(field: FieldShape, values: Values, into: Writer): void {
  const { message } = field;
  if (field.kind === 'map' && message !== undefined) writeMap(field, message, values, into);
  else if (message === undefined) {
    const [only] = values;
    if (field.repeated) into.field(field, values);
    else if (only !== undefined && (field.presence || !isZero(only))) into.element(field, only);
  } else {
    const payloads = values.filter((value) => value instanceof Uint8Array);
    for (const payload of field.repeated ? payloads : [joinPayloads(payloads)]) {
      const mark = into.begin(field, payload.length);
      rewrite(payload, message, into);
      into.end(mark);
    }
  }
}

function writeMap(field: FieldShape, entryShape: MessageShape, entries: Values, into: Writer): void {
  const latest = new Map<MapKey, Uint8Array>();
  for (const entry of entries) if (entry instanceof Uint8Array) latest.set(keyOf(entry, entryShape), entry);
  for (const [, entry] of [...latest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const mark = into.begin(field, entry.length);
    rewrite(entry, entryShape, into);
    into.end(mark);
  }
}

/** A map's key, comparable: text by its bytes, as Latin-1, for in proto2 it need not be UTF-8. */
type MapKey = number | bigint | boolean | string;

function keyOf(entry: Uint8Array, entryShape: MessageShape): MapKey {
  const key = entryShape.field(1);
  if (key === undefined) throw new TypeError('an entry has a key');
  const cursor = new Cursor(entry);
  let value = key.defaultValue ?? 0;
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    if (tag === key.tag) value = valueReader(key.kind)(cursor);
    else cursor.skip(tag);
  }
  if (typeof value !== 'object') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : '';
}

function encodeUnknown(cursor: Cursor, tag: number): Unknown {
  const into = new Writer(32);
  copyUnknown(cursor, tag, into);
  return { number: tag >>> 3, encoded: into.finish() };
}

/** Copies a field as it is, but for varints (tags, lengths, values), which it writes as short as can be. */
function copyUnknown(cursor: Cursor, tag: number, into: Writer): void {
  into.varint(tag);
  switch (tag & 7) {
    case WireType.Varint:
      return into.varint(cursor.uint64());
    case WireType.Length: {
      const length = cursor.uint32();
      into.varint(length);
      into.rawRange(cursor.bytes, cursor.pos, cursor.pos + length);
      cursor.pos += length;
      return;
    }
    case WireType.StartGroup:
      for (;;) {
        const next = cursor.uint32();
        if ((next & 7) === WireType.EndGroup) return into.varint(next);
        copyUnknown(cursor, next, into);
      }
    default: {
      const start = cursor.pos;
      cursor.skip(tag);
      into.rawRange(cursor.bytes, start, cursor.pos);
    }
  }
}
