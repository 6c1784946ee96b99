import { WireType, type BinaryReader, type BinaryWriter } from '@bufbuild/protobuf/wire';
import type { RawValue, ScalarKind } from '@tributary/wire';

/** How one kind of value stands in a field. Strings and bytes are both left as bytes. */
export interface Codec {
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

/** Of strings, bytes and messages. */
export const lengthDelimited = codec<Uint8Array>(
  LengthDelimited,
  (reader) => reader.bytes(),
  (writer, value) => writer.bytes(value),
);

/** Of each kind of scalar. */
export const scalarCodecs: Readonly<Record<ScalarKind, Codec>> = {
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
