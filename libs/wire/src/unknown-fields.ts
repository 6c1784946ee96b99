import { Cursor } from './cursor.ts';
import { isKnownValue, knownField } from './known.ts';
import type { MessageShape } from './shape.ts';
import { WireType } from './wire-type.ts';

/**
 * The numbers of the message's own unknown fields, each once, ascending: numbers that the shape does not have, or that
 * came with another wire type or with a number that their closed enum does not have.
 *
 * @param bytes - a valid message
 */
export function unknownFields(bytes: Uint8Array, shape: MessageShape): readonly number[] {
  const numbers = new Set<number>();
  const cursor = new Cursor(bytes);
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    const field = knownField(shape, tag);
    if (field === undefined || !allKnown(cursor, field, tag)) numbers.add(tag >>> 3);
    cursor.skip(tag);
  }
  return [...numbers].sort((a, b) => a - b);
}

function allKnown(cursor: Cursor, field: Parameters<typeof isKnownValue>[1], tag: number): boolean {
  if (tag === field.tag || (tag & 7) !== WireType.Length) return isKnownValue(cursor, field);
  if (field.closedEnum === undefined) return true;
  const at = cursor.pos;
  const length = cursor.uint32();
  const end = cursor.pos + length;
  let known = true;
  while (known && cursor.pos < end) known = field.closedEnum.has(cursor.int32());
  cursor.pos = at;
  return known;
}
