import { Cursor } from './cursor.ts';
import { isKnownValue, packedTag, rivalsOf, setsRival } from './known.ts';
import { isZero, type RawValue } from './raw-value.ts';
import { valueReader } from './read-value.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { joinPayloads, view } from './slices.ts';

/**
 * Reads one value out of a valid message. None where it is unset: not in the bytes, unset by a later member of its
 * oneof, zero without presence, a list or map without elements, a number that its closed enum does not have.
 */
export type PathReader = (bytes: Uint8Array) => RawValue | undefined;

/** Reads a field of the message in which the cursor stands. */
type FieldReader = (cursor: Cursor) => RawValue | undefined;
/** Moves the cursor into a field's message; false where it is unset. */
type Step = (cursor: Cursor) => boolean;

/**
 * A reader of one path. It reads each message on the way to its end, as the last value wins and messages that occur
 * several times are merged.
 *
 * @param shape - of the messages that are read
 * @param path - all but the last are singular messages; an empty path reads the message itself
 */
export function compileReader(shape: MessageShape, path: readonly FieldShape[]): PathReader {
  let holder: MessageShape | undefined = shape;
  for (const field of path) {
    if (holder?.field(field.number) !== field) throw new TypeError(`${field.name} is no field on this path`);
    holder = field.repeated || field.kind === 'map' ? undefined : field.message;
  }
  const last = path.at(-1);
  if (last === undefined) return (bytes) => bytes;
  const read = fieldReader(last);
  const steps = path.slice(0, -1).map(step);
  if (steps.length === 0) return (bytes) => read(new Cursor(bytes));
  return (bytes) => {
    const cursor = new Cursor(bytes);
    for (const enter of steps) if (!enter(cursor)) return undefined;
    return read(cursor);
  };
}

function fieldReader(field: FieldShape): FieldReader {
  if (field.repeated || field.kind === 'map') return listReader(field);
  return field.message === undefined ? scalarReader(field) : messageReader(field);
}

function scalarReader(field: FieldShape): FieldReader {
  const { tag, presence } = field;
  const closed = field.closedEnum !== undefined;
  const rivals = rivalsOf(field);
  const read = valueReader(field.kind);
  return (cursor) => {
    let found = -1;
    while (cursor.pos < cursor.end) {
      const next = cursor.uint32();
      if (next === tag) {
        if (!closed || isKnownValue(cursor, field)) found = cursor.pos;
      } else if (rivals !== undefined && setsRival(cursor, next, rivals)) found = -1;
      cursor.skip(next);
    }
    if (found < 0) return undefined;
    cursor.pos = found;
    const value = read(cursor);
    return presence || !isZero(value) ? value : undefined;
  };
}

function messageReader(field: FieldShape): FieldReader {
  const enter = step(field);
  return (cursor) => (enter(cursor) ? view(cursor.bytes, cursor.pos, cursor.end) : undefined);
}

function listReader(field: FieldShape): FieldReader {
  const { tag, packable } = field;
  const packed = packedTag(field);
  const checked = field.closedEnum !== undefined || field.kind === 'map';
  const read = valueReader(field.kind);
  return (cursor) => {
    const values: RawValue[] = [];
    while (cursor.pos < cursor.end) {
      const next = cursor.uint32();
      if (next === tag) element(cursor, next);
      else if (packable && next === packed) {
        const length = cursor.uint32();
        const end = cursor.pos + length;
        while (cursor.pos < end) element(cursor, tag);
      } else cursor.skip(next);
    }
    return values.length > 0 ? values : undefined;

    function element(at: Cursor, valueTag: number): void {
      if (!checked || isKnownValue(at, field)) values.push(read(at));
      else at.skip(valueTag);
    }
  };
}

function step(field: FieldShape): Step {
  const { tag } = field;
  const rivals = rivalsOf(field);
  return (cursor) => {
    const { bytes, end } = cursor;
    let start = -1;
    let stop = -1;
    let before: Uint8Array[] | undefined; // the payloads before the one at `start`
    while (cursor.pos < end) {
      const next = cursor.uint32();
      if (next === tag) {
        if (start >= 0) (before ??= []).push(view(bytes, start, stop));
        stop = cursor.skipPayload(next);
        start = cursor.payloadStart;
        continue;
      }
      if (rivals !== undefined && setsRival(cursor, next, rivals)) {
        start = -1;
        before = undefined;
      }
      cursor.skip(next);
    }
    if (start < 0) return false;
    if (before === undefined) {
      cursor.pos = start;
      cursor.end = stop;
    } else {
      cursor.bytes = joinPayloads([...before, view(bytes, start, stop)]);
      cursor.pos = 0;
      cursor.end = cursor.bytes.length;
    }
    return true;
  };
}
