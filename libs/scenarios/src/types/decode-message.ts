import { type DescField, type DescMessage, fromBinary, type Message, ScalarType } from '@bufbuild/protobuf';
import { isReflectList, isReflectMap, isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * Decodes a message. A field that is known, but comes with another wire type, is an unknown field, as protobuf says;
 * protobuf-es alone would misread it.
 *
 * @returns undefined where the bytes are no valid message
 */
export function decodeMessage(desc: DescMessage, bytes: Uint8Array): Message | undefined {
  try {
    const renumbered = renumber(desc, bytes);
    const message = fromBinary(desc, renumbered ?? bytes);
    if (renumbered !== undefined) restoreNumbers(message, desc);
    return message;
  } catch {
    return undefined;
  }
}

/** Added to the number of a field of another wire type while it is decoded: nobody uses numbers that high. */
const elsewhere = 400_000_000;

/** Gives fields with another wire type numbers that are not known; undefined where there are none. */
function renumber(desc: DescMessage, bytes: Uint8Array): Uint8Array | undefined {
  const fields = new Map(desc.fields.map((field) => [field.number, field]));
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  let isOdd = false;
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields.get(number);
    const data = reader.skip(wireType, number);
    if (field === undefined || fits(field, wireType)) {
      const below = field === undefined ? undefined : renumberBelow(field, wireType, data);
      if (below !== undefined) isOdd = true;
      writer.tag(number, wireType);
      if (below === undefined) writer.raw(data);
      else writer.bytes(below);
    } else {
      isOdd = true;
      // What ends a group names its number.
      if (wireType === WireType.StartGroup) continue;
      writer.tag(number + elsewhere, wireType).raw(data);
    }
  }
  return isOdd ? writer.finish() : undefined;
}

function renumberBelow(field: DescField, wireType: WireType, data: Uint8Array): Uint8Array | undefined {
  if (field.message === undefined || wireType !== WireType.LengthDelimited) return undefined;
  const payload = new BinaryReader(data).bytes();
  return field.fieldKind === 'map' ? renumberEntry(field.message, payload) : renumber(field.message, payload);
}

/** The value of a map entry is its field 2. */
function renumberEntry(desc: DescMessage, entry: Uint8Array): Uint8Array | undefined {
  const reader = new BinaryReader(entry);
  const writer = new BinaryWriter();
  let isOdd = false;
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const data = reader.skip(wireType, number);
    const isValue = number === 2 && wireType === WireType.LengthDelimited;
    const below = isValue ? renumber(desc, new BinaryReader(data).bytes()) : undefined;
    writer.tag(number, wireType);
    if (below === undefined) writer.raw(data);
    else {
      isOdd = true;
      writer.bytes(below);
    }
  }
  return isOdd ? writer.finish() : undefined;
}

function fits(field: DescField, wireType: WireType): boolean {
  switch (field.fieldKind) {
    case 'map':
      return wireType === WireType.LengthDelimited;
    case 'message':
      return wireType === wireTypeOfMessage(field.delimitedEncoding);
    case 'enum':
      return wireType === WireType.Varint;
    case 'scalar':
      return wireType === wireTypeOf(field.scalar);
    case 'list': {
      if (field.listKind === 'message') return wireType === wireTypeOfMessage(field.delimitedEncoding);
      // Packed and unpacked are both legal; what cannot be packed is length-delimited itself.
      if (wireType === WireType.LengthDelimited) return true;
      return wireType === (field.listKind === 'enum' ? WireType.Varint : wireTypeOf(field.scalar));
    }
  }
}

function wireTypeOfMessage(isDelimited: boolean): WireType {
  return isDelimited ? WireType.StartGroup : WireType.LengthDelimited;
}

function wireTypeOf(scalar: ScalarType): WireType {
  switch (scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}

function restoreNumbers(message: Message, desc: DescMessage): void {
  message.$unknown = message.$unknown?.map((field) =>
    field.no > elsewhere ? { ...field, no: field.no - elsewhere } : field,
  );
  const holder = reflect(desc, message);
  for (const field of desc.fields) {
    if (field.message === undefined || !holder.isSet(field)) continue;
    const value: unknown = holder.get(field);
    const parts: readonly unknown[] = isReflectList(value) || isReflectMap(value) ? [...value.values()] : [value];
    for (const part of parts) if (isReflectMessage(part)) restoreNumbers(part.message, part.desc);
  }
}
