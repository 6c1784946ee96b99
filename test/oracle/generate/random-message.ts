/** Random messages of a type, unknown fields included. */
import { create, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { typeOf, writeField, type Held, type Type } from '../interpreter/value.ts';
import type { Choices } from './choices.ts';

/** How much of a message is there. */
export type Fullness =
  /** Every field is set, to something that is not its default. */
  | 'full'
  /** Fields are set or not, also to their defaults; there are fields that nobody knows. */
  | 'random'
  | 'empty';

/** Makes a message. */
export function randomMessage(choices: Choices, desc: DescMessage, fullness: Fullness, depth = 3): Message {
  const message = create(desc);
  if (fullness === 'empty' || depth <= 0) return message;
  if (desc.typeName === 'google.protobuf.Timestamp' || desc.typeName === 'google.protobuf.Duration') {
    return Object.assign(message, { seconds: BigInt(choices.count(1, 200)), nanos: choices.below(3) * 500_000_000 });
  }
  if (desc.typeName === 'google.protobuf.FieldMask') return message;
  for (const field of desc.fields) {
    const rivals = field.oneof?.fields ?? [field];
    if (rivals.length > 1 && choices.below(rivals.length) !== rivals.indexOf(field)) continue;
    if (fullness === 'random' && choices.percent(30)) continue;
    writeField(message, field, valueFor(choices, field, fullness, depth));
  }
  if (fullness === 'random' && choices.percent(15)) {
    message.$unknown = [
      {
        no: 5000,
        wireType: WireType.LengthDelimited,
        data: new BinaryWriter().string(choices.one('x', 'new')).finish(),
      },
    ];
  }
  return message;
}

function valueFor(choices: Choices, field: DescField, fullness: Fullness, depth: number): Held {
  const type = typeOf(field);
  if (type.kind === 'list') {
    const length = fullness === 'full' ? choices.count(1, 2) : choices.below(4);
    return Array.from({ length }, () => singleValue(choices, type.element, fullness, depth));
  }
  if (type.kind === 'map') {
    const entries = new Map<string, Held>();
    for (let i = fullness === 'full' ? 1 : choices.below(3); i > 0; i--) {
      const key = singleValue(choices, { kind: 'scalar', scalar: type.key }, 'full', depth) as string;
      entries.set(key, singleValue(choices, type.value, fullness, depth));
    }
    return entries;
  }
  return singleValue(choices, type, fullness, depth);
}

function singleValue(choices: Choices, type: Type, fullness: Fullness, depth: number): Held {
  const full = fullness === 'full';
  switch (type.kind) {
    case 'message':
      return randomMessage(choices, type.message, fullness, depth - 1);
    case 'enum': {
      const known = type.enum.values.map(({ number }) => number).filter((number) => !full || number !== 0);
      return !full && choices.percent(10) ? 77 : (choices.of(known) ?? 0);
    }
    case 'scalar':
      return scalarValue(choices, type.scalar, full);
    case 'list':
    case 'map':
      throw new TypeError('an element is a single value');
  }
}

function scalarValue(choices: Choices, scalar: ScalarType, full: boolean): Held {
  const odd = !full && choices.percent(8);
  switch (scalar) {
    case ScalarType.STRING:
      return full ? choices.one('a', 'b', 'abc', '7') : choices.one('', 'a', 'b', 'éß', '7', 'bab');
    case ScalarType.BYTES:
      return Uint8Array.from(full ? [choices.count(1, 99)] : choices.one([], [0], [200, 1]));
    case ScalarType.BOOL:
      return full || choices.percent(50);
    case ScalarType.DOUBLE:
      return odd ? choices.one(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e300) : choices.one(1.5, full ? 2 : 0, -3);
    case ScalarType.FLOAT:
      return odd ? choices.one(Number.NaN, -0, Number.POSITIVE_INFINITY) : choices.one(1.5, full ? 2 : 0, -3);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return odd ? choices.one(2147483647, -2147483648) : choices.one(1, 2, full ? 3 : 0, full ? 5 : -1);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return odd ? 4294967295 : choices.one(1, 2, full ? 3 : 0);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return odd
        ? choices.one(9223372036854775807n, -9223372036854775808n)
        : choices.one(1n, 2n, full ? 3n : 0n, full ? 5n : -1n);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return odd ? 18446744073709551615n : choices.one(1n, 2n, full ? 3n : 0n);
  }
}
