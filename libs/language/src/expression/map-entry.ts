import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { joinPayloads, type RawValue, type ScalarKind } from '@tributary/wire';
import type { ValueType } from './value-type.ts';

/** What a map's entry holds; what it does not say is undefined, and means the default. */
export interface MapEntry {
  readonly key: RawValue | undefined;
  readonly value: RawValue | undefined;
}

/** How one kind of value stands in an entry. Strings and bytes are both left as bytes. */
interface Codec {
  readonly wireType: WireType;
  read(reader: BinaryReader): RawValue;
  write(writer: BinaryWriter, value: RawValue): unknown;
}

function codec<V extends RawValue>(
  wireType: WireType,
  read: (reader: BinaryReader) => V,
  write: (writer: BinaryWriter, value: V) => unknown,
): Codec {
  // The kind says which of the raw values it is.
  return { wireType, read, write: (writer, value) => write(writer, value as V) };
}

const { Varint, Bit32, Bit64, LengthDelimited } = WireType;

const lengthDelimited = codec<Uint8Array>(
  LengthDelimited,
  (reader) => reader.bytes(),
  (writer, value) => writer.bytes(value),
);

const codecs: Readonly<Record<ScalarKind, Codec>> = {
  double: codec<number>(
    Bit64,
    (reader) => reader.double(),
    (writer, value) => writer.double(value),
  ),
  float: codec<number>(
    Bit32,
    (reader) => reader.float(),
    (writer, value) => writer.float(value),
  ),
  int32: codec<number>(
    Varint,
    (reader) => reader.int32(),
    (writer, value) => writer.int32(value),
  ),
  int64: codec<bigint>(
    Varint,
    (reader) => BigInt(reader.int64()),
    (writer, value) => writer.int64(value),
  ),
  uint32: codec<number>(
    Varint,
    (reader) => reader.uint32(),
    (writer, value) => writer.uint32(value),
  ),
  uint64: codec<bigint>(
    Varint,
    (reader) => BigInt(reader.uint64()),
    (writer, value) => writer.uint64(value),
  ),
  sint32: codec<number>(
    Varint,
    (reader) => reader.sint32(),
    (writer, value) => writer.sint32(value),
  ),
  sint64: codec<bigint>(
    Varint,
    (reader) => BigInt(reader.sint64()),
    (writer, value) => writer.sint64(value),
  ),
  fixed32: codec<number>(
    Bit32,
    (reader) => reader.fixed32(),
    (writer, value) => writer.fixed32(value),
  ),
  fixed64: codec<bigint>(
    Bit64,
    (reader) => BigInt(reader.fixed64()),
    (writer, value) => writer.fixed64(value),
  ),
  sfixed32: codec<number>(
    Bit32,
    (reader) => reader.sfixed32(),
    (writer, value) => writer.sfixed32(value),
  ),
  sfixed64: codec<bigint>(
    Bit64,
    (reader) => BigInt(reader.sfixed64()),
    (writer, value) => writer.sfixed64(value),
  ),
  bool: codec<boolean>(
    Varint,
    (reader) => reader.bool(),
    (writer, value) => writer.bool(value),
  ),
  string: lengthDelimited,
  bytes: lengthDelimited,
};

function codecOf(type: ValueType): Codec {
  switch (type.kind) {
    case 'scalar':
      return codecs[type.scalar];
    case 'enum':
      return codecs.int32;
    default:
      return lengthDelimited;
  }
}

/** Makes ready what takes a map's entry apart. */
export function entryReader(keyKind: ScalarKind, valueType: ValueType): (entry: Uint8Array) => MapEntry {
  const keys = codecs[keyKind];
  const values = codecOf(valueType);
  const merges = valueType.kind === 'message';
  return (entry) => {
    const reader = new BinaryReader(entry);
    let key: RawValue | undefined;
    let value: RawValue | undefined;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === 1 && wireType === keys.wireType) key = keys.read(reader);
      else if (number === 2 && wireType === values.wireType) {
        const next = values.read(reader);
        // A message that occurs twice is merged, any other value is the last.
        value =
          merges && value instanceof Uint8Array && next instanceof Uint8Array ? joinPayloads([value, next]) : next;
      } else reader.skip(wireType, number);
    }
    return { key, value };
  };
}

/** Makes ready what puts a map's entry together. */
export function entryWriter(keyKind: ScalarKind, valueType: ValueType): (key: RawValue, value: RawValue) => Uint8Array {
  const keys = codecs[keyKind];
  const values = codecOf(valueType);
  return (key, value) => {
    const writer = new BinaryWriter();
    keys.write(writer.tag(1, keys.wireType), key);
    values.write(writer.tag(2, values.wireType), value);
    return writer.finish();
  };
}
