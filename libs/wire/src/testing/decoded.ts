import { fromBinary, isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

/** A decoded message as plain data: what protobuf-es makes of the bytes. Unset fields are left out. */
export interface Decoded {
  readonly type: string;
  readonly fields: Readonly<Record<string, DecodedValue>>;
  /** The unknown fields: number, wire type, and the bytes behind the tag. */
  readonly unknown: readonly { no: number; wireType: number; data: readonly number[] }[];
}

/** A value of a field; a map as entries sorted by their keys' text. */
export type DecodedValue = number | bigint | boolean | string | Decoded | readonly DecodedValue[] | { bytes: string };

/** Decodes with protobuf-es. Unknown fields are sorted by number, as no order between numbers counts. */
export function decode(
  desc: DescMessage,
  bytes: Uint8Array,
  options: { unknown: boolean } = { unknown: true },
): Decoded {
  return plain(reflect(desc, fromBinary(desc, new Uint8Array(bytes))), options.unknown);
}

/** A decoded message without the unknown fields, its own and those inside it. */
export function plain(message: ReflectMessage, unknown: boolean): Decoded {
  const fields: Record<string, DecodedValue> = {};
  for (const field of message.sortedFields) {
    if (message.isSet(field)) fields[field.name] = plainField(message, field, unknown);
  }
  return {
    type: message.desc.typeName,
    fields,
    unknown: unknown
      ? (message.getUnknown() ?? [])
          .map(({ no, wireType, data }) => ({ no, wireType, data: [...data] }))
          .sort((a, b) => a.no - b.no)
      : [],
  };
}

function plainField(message: ReflectMessage, field: DescField, unknown: boolean): DecodedValue {
  switch (field.fieldKind) {
    case 'list':
      return [...message.get(field)].map((value) => plainValue(value, unknown));
    case 'map':
      return [...message.get(field)]
        .map(([key, value]) => ({ key: String(key), pair: [plainValue(key, unknown), plainValue(value, unknown)] }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ pair }) => pair);
    default:
      return plainValue(message.get(field), unknown);
  }
}

function plainValue(value: unknown, unknown: boolean): DecodedValue {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return value;
    default:
      return plain(value as ReflectMessage, unknown);
  }
}

/** Whether protobuf-es says that the field is set. */
export function isSet(message: Message, field: DescField): boolean {
  return isFieldSet(message, field);
}
