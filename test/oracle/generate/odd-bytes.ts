/**
 * Encodings that no encoder makes and every decoder has to read: packed lists in pieces or not packed, singular messages in
 * two parts, values that later ones replace, varints that are longer than need be, groups that nobody knows. And such that
 * are no messages at all.
 */
import { create, toBinary, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { readField, typeOf, writeField, type Held, type Type } from '../interpreter/value.ts';
import type { Choices } from './choices.ts';
import { randomMessage } from './random-message.ts';

/** Encodes a message oddly. */
export function encodeOddly(choices: Choices, desc: DescMessage, message: Message): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const field of desc.fields) {
    const held = readField(message, field);
    if (held === undefined) continue;
    pieces.push(...encodeField(choices, field, held));
    // What is decoded keeps no more of a wrapper than its value.
    if (choices.percent(10) && !isWrapper(desc)) pieces.push(unknownGroup(choices));
  }
  for (const { no, wireType, data } of message.$unknown ?? []) {
    pieces.push(Buffer.concat([tag(choices, no, wireType), data]));
  }
  return Buffer.concat(pieces);
}

function isWrapper({ typeName }: DescMessage): boolean {
  return /^google\.protobuf\.\w+Value$/.test(typeName);
}

function encodeField(choices: Choices, field: DescField, held: Held): Uint8Array[] {
  const type = typeOf(field);
  if (field.fieldKind === 'message' && type.kind === 'message' && !field.delimitedEncoding) {
    const { message } = type;
    if (!choices.percent(30)) return [delimited(choices, field.number, encodeOddly(choices, message, held as Message))];
    // In two parts, which are one message.
    const parts = [create(message), create(message)];
    for (const inner of message.fields) {
      const value = readField(held as Message, inner);
      const part = parts[choices.below(2)];
      if (value !== undefined && part !== undefined) writeField(part, inner, value);
    }
    const [, second] = parts;
    if (second !== undefined) second.$unknown = (held as Message).$unknown;
    return parts.map((part) => delimited(choices, field.number, encodeOddly(choices, message, part)));
  }
  if (type.kind === 'list' && isPackable(type.element)) {
    const elements = held as readonly Held[];
    const cut = choices.below(elements.length + 1);
    return [elements.slice(0, cut), elements.slice(cut)].flatMap((some) =>
      choices.percent(50) ? some.map((one) => bare(field, [one], false)) : [bare(field, some, true)],
    );
  }
  const bytes = bare(field, held, undefined);
  // Another value of the field, which does not count.
  const isScalar = field.fieldKind === 'scalar' || field.fieldKind === 'enum';
  return isScalar && choices.percent(20) ? [bytes.slice(), bytes] : [bytes];
}

/** A field as it is encoded alone. */
function bare(field: DescField, held: Held, packed: boolean | undefined): Uint8Array {
  const message = create(field.parent);
  writeField(message, field, held);
  const bytes = toBinary(field.parent, message);
  if (packed !== false || bytes.length === 0) return bytes;
  // Of one element: its tag and length go, and its own tag comes.
  const type = typeOf(field);
  const wireType = type.kind === 'list' ? wireTypeOf(type.element) : WireType.Varint;
  const written = new BinaryWriter().tag(field.number, WireType.LengthDelimited).finish().length;
  return Buffer.concat([new BinaryWriter().tag(field.number, wireType).finish(), bytes.subarray(written + 1)]);
}

function isPackable(type: Type): boolean {
  if (type.kind === 'enum') return true;
  return type.kind === 'scalar' && type.scalar !== ScalarType.STRING && type.scalar !== ScalarType.BYTES;
}

function wireTypeOf(type: Type): WireType {
  if (type.kind !== 'scalar') return WireType.Varint;
  switch (type.scalar) {
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

function delimited(choices: Choices, number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([tag(choices, number, WireType.LengthDelimited), varint(choices, bytes.length), bytes]);
}

function tag(choices: Choices, number: number, wireType: WireType): Uint8Array {
  return varint(choices, number * 8 + wireType);
}

/** A number, now and then with zeros in front. */
function varint(choices: Choices, number: number): Uint8Array {
  const bytes = new BinaryWriter().uint32(number).finish();
  const last = bytes.at(-1);
  if (last === undefined || bytes.length > 3 || !choices.percent(10)) return bytes;
  return Uint8Array.of(...bytes.subarray(0, -1), last | 0x80, 0);
}

function unknownGroup(choices: Choices): Uint8Array {
  const writer = new BinaryWriter().tag(6000, WireType.StartGroup).tag(1, WireType.Varint).uint32(choices.below(9));
  if (choices.percent(30)) writer.tag(2, WireType.StartGroup).tag(2, WireType.EndGroup);
  return writer.tag(6000, WireType.EndGroup).finish();
}

/** Bytes that are no message of the type. */
export function encodeBadly(choices: Choices, desc: DescMessage): Uint8Array {
  const good = toBinary(desc, randomMessage(choices, desc, 'full'));
  switch (choices.below(7)) {
    case 0:
      return Uint8Array.of(0xff);
    case 1:
      return Uint8Array.of(0x0a, 0x05, 0x01);
    case 2:
      // The field number 0.
      return Buffer.concat([good, Uint8Array.of(0x02, 0x00)]);
    case 3:
      // A wire type that there is not.
      return Buffer.concat([good, new BinaryWriter().uint32(6000 * 8 + 7).finish()]);
    case 4:
      // A group that nobody opened, or that nobody closed.
      return Buffer.concat([good, tag(choices, 6000, choices.one(WireType.EndGroup, WireType.StartGroup))]);
    case 5:
      // A field cut short.
      return Buffer.concat([
        good,
        tag(choices, 6000, choices.one(WireType.Bit64, WireType.Varint)),
        Uint8Array.of(0x80),
      ]);
    default:
      return withoutUtf8(choices, desc) ?? Uint8Array.of(0xff);
  }
}

const marker = 'no text';

/** A text somewhere in it that is none. */
function withoutUtf8(choices: Choices, desc: DescMessage): Uint8Array | undefined {
  const message = randomMessage(choices, desc, 'full');
  if (!mark(choices, desc, message, 4)) return undefined;
  const bytes = Buffer.from(toBinary(desc, message));
  const at = bytes.indexOf(marker);
  if (at < 0) return undefined;
  bytes[at + choices.below(marker.length)] = choices.one(0xff, 0xc0, 0x80);
  return bytes;
}

/** Puts the marker into a text of the message. */
function mark(choices: Choices, desc: DescMessage, message: Message, depth: number): boolean {
  const first = choices.below(desc.fields.length);
  for (const field of [...desc.fields.slice(first), ...desc.fields.slice(0, first)]) {
    const type = typeOf(field);
    const inner = type.kind === 'list' ? type.element : type.kind === 'map' ? type.value : type;
    const made = markedValue(choices, inner, depth);
    if (made === undefined) continue;
    writeField(
      message,
      field,
      type.kind === 'list'
        ? [made]
        : type.kind === 'map'
          ? new Map([[type.key === ScalarType.STRING ? 'k' : type.key === ScalarType.BOOL ? true : 1, made]])
          : made,
    );
    return true;
  }
  return false;
}

function markedValue(choices: Choices, type: Type, depth: number): Held | undefined {
  if (type.kind === 'scalar') return type.scalar === ScalarType.STRING ? marker : undefined;
  if (type.kind !== 'message' || depth <= 0) return undefined;
  const inner = create(type.message);
  return mark(choices, type.message, inner, depth - 1) ? inner : undefined;
}
