import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { joinPayloads, type RawValue, type ScalarKind } from '@tributary/wire';
import { lengthDelimited, scalarCodecs, type Codec } from './scalar-codecs.ts';
import type { ValueType } from './value-type.ts';

/** What a map's entry holds; what it does not say is undefined, and means the default. */
export interface MapEntry {
  readonly key: RawValue | undefined;
  readonly value: RawValue | undefined;
}

function codecOf(type: ValueType): Codec {
  switch (type.kind) {
    case 'scalar':
      return scalarCodecs[type.scalar];
    case 'enum':
      return scalarCodecs.int32;
    default:
      return lengthDelimited;
  }
}

/** Makes ready what takes a map's entry apart. */
export function entryReader(keyKind: ScalarKind, valueType: ValueType): (entry: Uint8Array) => MapEntry {
  const keys = scalarCodecs[keyKind];
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
  const keys = scalarCodecs[keyKind];
  const values = codecOf(valueType);
  return (key, value) => {
    const writer = new BinaryWriter();
    keys.write(writer.tag(1, keys.wireType), key);
    values.write(writer.tag(2, values.wireType), value);
    return writer.finish();
  };
}
