import { isUtf8 } from 'node:buffer';
import type { FieldShape, MessageShape } from '../shape.ts';

/** A stop that says: invalid. */
class Invalid extends Error {}

/**
 * Whether bytes are a valid message: the rules of the encoding written down once more, as plainly as can be, for
 * `checkMessage` to be compared with.
 */
export function isValidSlowly(bytes: Uint8Array, shape: MessageShape): boolean {
  try {
    message([...bytes], shape, 0);
    return complete([...bytes], shape);
  } catch (error) {
    if (error instanceof Invalid) return false;
    throw error;
  }
}

interface Found {
  readonly number: number;
  readonly wireType: number;
  /** The payload of messages and groups, the bytes of everything else. */
  readonly payload: readonly number[];
}

/** Cuts the bytes into fields; groups with all that is inside. */
function cut(bytes: readonly number[], depth: number): Found[] {
  const found: Found[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const [field, after] = one(rest, depth);
    if (field.wireType === 4) throw new Invalid('end of no group');
    found.push(field);
    rest = after;
  }
  return found;
}

function one(bytes: readonly number[], depth: number): [Found, readonly number[]] {
  const [tag, afterTag] = varint(bytes, 5);
  if (tag >= 2n ** 32n) throw new Invalid('tag');
  const number = Number(tag >> 3n);
  const wireType = Number(tag & 7n);
  if (number === 0) throw new Invalid('number');
  const fixed = (width: number): [Found, readonly number[]] => {
    if (afterTag.length < width) throw new Invalid('fixed');
    return [{ number, wireType, payload: afterTag.slice(0, width) }, afterTag.slice(width)];
  };
  switch (wireType) {
    case 0: {
      const [, after] = varint(afterTag, 10);
      return [{ number, wireType, payload: afterTag.slice(0, afterTag.length - after.length) }, after];
    }
    case 1:
      return fixed(8);
    case 2: {
      const [length, after] = varint(afterTag, 5);
      if (length > BigInt(after.length)) throw new Invalid('length');
      return [{ number, wireType, payload: after.slice(0, Number(length)) }, after.slice(Number(length))];
    }
    case 3: {
      if (depth + 1 > 100) throw new Invalid('depth');
      let rest = afterTag;
      for (;;) {
        if (rest.length === 0) throw new Invalid('no end');
        const [inner, after] = one(rest, depth + 1);
        if (inner.wireType === 4) {
          if (inner.number !== number) throw new Invalid('other end');
          return [{ number, wireType, payload: afterTag.slice(0, afterTag.length - rest.length) }, after];
        }
        rest = after;
      }
    }
    case 4:
      return [{ number, wireType, payload: [] }, afterTag];
    case 5:
      return fixed(4);
    default:
      throw new Invalid('wire type');
  }
}

function varint(bytes: readonly number[], atMost: number): [bigint, readonly number[]] {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) {
    if (i >= atMost) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return [value, bytes.slice(i + 1)];
  }
  throw new Invalid('varint');
}

function message(bytes: readonly number[], shape: MessageShape, depth: number): void {
  if (depth > 100) throw new Invalid('depth');
  for (const { number, wireType, payload } of cut(bytes, depth)) {
    const field = shape.field(number);
    if (field === undefined) continue;
    if (wireType === 2 && field.packable) packed(field, payload);
    else if (wireType === field.wireType) {
      if (field.message !== undefined) message(payload, field.message, depth + 1);
      else if (field.kind === 'string' && field.utf8 && !isUtf8(Uint8Array.from(payload))) throw new Invalid('UTF-8');
    }
  }
}

function packed(field: FieldShape, payload: readonly number[]): void {
  if (field.wireType === 0) {
    for (let rest = payload; rest.length > 0;) [, rest] = varint(rest, 10);
  } else if (payload.length % (field.wireType === 1 ? 8 : 4) !== 0) throw new Invalid('packed');
}

/** Whether all required fields are there, after merging; the bytes are valid. */
function complete(bytes: readonly number[], shape: MessageShape): boolean {
  if (!shape.requires) return true;
  const present = new Map<FieldShape, (readonly number[])[]>();
  for (const { number, wireType, payload } of cut(bytes, 0)) {
    const field = shape.field(number);
    if (field?.wireType !== wireType) continue;
    for (const rival of field.oneof?.fields ?? []) if (rival !== field) present.delete(rival);
    present.set(field, [...(present.get(field) ?? []), payload]);
  }
  return shape.fields.every((field) => {
    const payloads = present.get(field);
    if (payloads === undefined) {
      if (shape.mapEntry && field.message !== undefined) return complete([], field.message);
      return !field.required;
    }
    const inner = field.message;
    if (inner === undefined) return true;
    const messages = field.repeated || field.kind === 'map' ? payloads : [payloads.flat()];
    return messages.every((each) => complete(each, inner));
  });
}
