import type { Cursor } from './cursor.ts';
import type { RawValue } from './raw-value.ts';
import type { FieldKind } from './shape.ts';
import { view } from './slices.ts';

/** Reads one value, not a packed list, whose tag was read. */
export type ValueReader = (cursor: Cursor) => RawValue;

const slice: ValueReader = (cursor) => {
  const length = cursor.uint32();
  const start = cursor.pos;
  cursor.pos = start + length;
  return view(cursor.bytes, start, cursor.pos);
};

const readers: Readonly<Record<FieldKind, ValueReader>> = {
  int32: (cursor) => cursor.int32(),
  enum: (cursor) => cursor.int32(),
  uint32: (cursor) => cursor.uint32(),
  sint32: (cursor) => {
    const n = cursor.uint32();
    return (n >>> 1) ^ -(n & 1);
  },
  int64: (cursor) => cursor.int64(),
  uint64: (cursor) => cursor.uint64(),
  sint64: (cursor) => {
    const n = cursor.uint64();
    return (n >> 1n) ^ -(n & 1n);
  },
  bool: (cursor) => {
    cursor.varint64();
    return cursor.low !== 0 || cursor.high !== 0;
  },
  fixed32: (cursor) => cursor.fixed32(),
  sfixed32: (cursor) => cursor.fixed32() | 0,
  float: (cursor) => cursor.float(),
  fixed64: (cursor) => BigInt.asUintN(64, cursor.sfixed64()),
  sfixed64: (cursor) => cursor.sfixed64(),
  double: (cursor) => cursor.double(),
  string: slice,
  bytes: slice,
  message: slice,
  map: slice,
  group: (cursor) => {
    const start = cursor.pos;
    return view(cursor.bytes, start, cursor.skipGroup());
  },
};

/** The reader of values of this kind. */
export function valueReader(kind: FieldKind): ValueReader {
  return readers[kind];
}
