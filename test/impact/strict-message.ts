/**
 * Bytes as plain data, read as strictly as the engine reads them: a field with another wire type is one that nobody knows.
 * (The runtime of protobuf-es reads it all the same, and then something else of what follows.)
 */
import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { Plain } from '../oracle/running/plain-message.ts';

type Record = { [name: string]: Plain };

/** Reads a message; fields that its type does not know are left out. */
export function strictMessage(desc: DescMessage, bytes: Uint8Array): Plain {
  const plain: Record = {};
  const payloads = new Map<DescField, Uint8Array[]>();
  const maps = new Map<DescField, Record>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = desc.fields.find((one) => one.number === number);
    const isPacked = field?.fieldKind === 'list' && wireType === WireType.LengthDelimited && isNumber(field);
    if (field === undefined || isCompleteness(field) || (wireTypeOf(field) !== wireType && !isPacked)) {
      reader.skip(wireType, number);
      continue;
    }
    for (const rival of field.oneof?.fields ?? []) {
      if (rival === field) continue;
      payloads.delete(rival);
      plain[rival.name] = '';
    }
    if (isPacked) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) push(plain, field, scalarOf(reader, field.scalar));
    } else if (field.fieldKind === 'map') {
      const [key, value] = entryOf(field, reader.bytes());
      maps.set(field, { ...maps.get(field), [`[${key}]`]: value });
    } else if (field.message !== undefined) {
      const payload = reader.bytes();
      if (field.fieldKind === 'list') push(plain, field, strictMessage(field.message, payload));
      // Two of them are one, merged.
      else payloads.set(field, [...(payloads.get(field) ?? []), payload]);
    } else {
      const value = scalarOf(reader, field.scalar);
      if (field.fieldKind === 'list') push(plain, field, value);
      else plain[field.name] = isUnset(field, value) ? '' : `=${value}`;
    }
  }
  for (const [field, entries] of maps) plain[field.name] = entries;
  for (const [field, parts] of payloads) {
    if (field.message !== undefined) plain[field.name] = strictMessage(field.message, Buffer.concat(parts));
  }
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== ''));
}

/** It tells of all other fields, and is no value of its own. */
function isCompleteness({ message }: DescField): boolean {
  return message?.typeName === 'tributary.v1.Completeness';
}

function push(plain: Record, { name }: DescField, value: Plain): void {
  const before = plain[name];
  plain[name] = [...(Array.isArray(before) ? (before as readonly Plain[]) : []), value];
}

function isUnset({ presence }: DescField, value: string): boolean {
  return presence === Presence.IMPLICIT && ['', '0', 'false'].includes(value);
}

function entryOf(field: DescField & { fieldKind: 'map' }, bytes: Uint8Array): readonly [string, Plain] {
  const reader = new BinaryReader(bytes);
  let key = '';
  let value: Plain = field.message === undefined ? '' : {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1 && wireType === scalarWireType(field.mapKey)) key = scalarOf(reader, field.mapKey);
    else if (number === 2 && field.message !== undefined && wireType === WireType.LengthDelimited) {
      value = strictMessage(field.message, reader.bytes());
    } else if (number === 2 && field.message === undefined && wireType === scalarWireType(field.scalar)) {
      value = scalarOf(reader, field.scalar);
    } else reader.skip(wireType, number);
  }
  return [key, value];
}

function isNumber({ scalar, message }: DescField): boolean {
  return message === undefined && scalar !== ScalarType.STRING && scalar !== ScalarType.BYTES;
}

function wireTypeOf(field: DescField): WireType {
  return field.message !== undefined || field.fieldKind === 'map'
    ? WireType.LengthDelimited
    : scalarWireType(field.scalar);
}

function scalarWireType(scalar: ScalarType | undefined): WireType {
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

function scalarOf(reader: BinaryReader, scalar: ScalarType | undefined): string {
  switch (scalar) {
    case ScalarType.STRING:
      return reader.string();
    case ScalarType.BYTES:
      return Buffer.from(reader.bytes()).toString('hex');
    case ScalarType.DOUBLE:
      return String(reader.double());
    case ScalarType.FLOAT:
      return String(reader.float());
    case ScalarType.FIXED64:
      return String(reader.fixed64());
    case ScalarType.SFIXED64:
      return String(reader.sfixed64());
    case ScalarType.FIXED32:
      return String(reader.fixed32());
    case ScalarType.SFIXED32:
      return String(reader.sfixed32());
    case ScalarType.BOOL:
      return String(reader.bool());
    case ScalarType.SINT32:
      return String(reader.sint32());
    case ScalarType.SINT64:
      return String(reader.sint64());
    case ScalarType.UINT32:
      return String(reader.uint32());
    case ScalarType.UINT64:
      return String(reader.uint64());
    case ScalarType.INT64:
      return String(reader.int64());
    default:
      return String(reader.int32()); // enums, too
  }
}
