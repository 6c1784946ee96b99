import type { Cursor } from './cursor.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { WireType } from './wire-type.ts';

/**
 * The field that a tag belongs to: the shape has the number, and the wire type is one the field may come in. A known
 * number with another wire type is an unknown field.
 */
export function knownField(shape: MessageShape, tag: number): FieldShape | undefined {
  const field = shape.field(tag >>> 3);
  return field !== undefined && fits(field, tag) ? field : undefined;
}

/** Whether the field may come under this tag. */
export function fits(field: FieldShape, tag: number): boolean {
  return tag === field.tag || (field.packable && tag === packedTag(field));
}

/** The tag under which the field comes packed. */
export function packedTag(field: FieldShape): number {
  return ((field.number << 3) | WireType.Length) >>> 0;
}

/**
 * Whether the value at the cursor is one that the field has: any, but for closed enums. A closed enum's other numbers,
 * and map entries with such a value, are unknown fields. The cursor stays.
 */
export function isKnownValue(cursor: Cursor, field: FieldShape): boolean {
  if (field.closedEnum !== undefined) {
    const at = cursor.pos;
    const known = field.closedEnum.has(cursor.int32());
    cursor.pos = at;
    return known;
  }
  return field.kind !== 'map' || isKnownEntry(cursor, field);
}

function isKnownEntry(cursor: Cursor, field: FieldShape): boolean {
  const value = field.message?.field(2);
  if (value?.closedEnum === undefined) return true;
  const at = cursor.pos;
  const length = cursor.uint32();
  const end = cursor.pos + length;
  let known = true;
  while (known && cursor.pos < end) {
    const tag = cursor.uint32();
    if (tag === value.tag) known = value.closedEnum.has(cursor.int32());
    else cursor.skip(tag);
  }
  cursor.pos = at;
  return known;
}

/**
 * The other members of the field's oneof, by tag. Who looks for a member must look for them as well: one that comes
 * later unsets it.
 */
export function rivalsOf(field: FieldShape): ReadonlyMap<number, FieldShape> | undefined {
  if (field.oneof === undefined || field.oneof.fields.length < 2) return undefined;
  return new Map(field.oneof.fields.filter((member) => member !== field).map((member) => [member.tag, member]));
}

/** Whether the value at the cursor, whose tag was read, sets one of these rivals. The cursor stays. */
export function setsRival(cursor: Cursor, tag: number, rivals: ReadonlyMap<number, FieldShape>): boolean {
  const rival = rivals.get(tag);
  return rival !== undefined && isKnownValue(cursor, rival);
}
