import type { Cursor } from './cursor.ts';
import { isKnownValue, packedTag } from './known.ts';
import type { FieldRule, MessageRule } from './rules.ts';
import { copiesBytes, transfer, type Nested } from './transfer.ts';
import type { Writer } from './writer.ts';

/** What a conversion does where it meets a field that has a rule. */
export interface FieldAction {
  /** With a value, whose tag was read; of a list, perhaps with those that follow it, up to `end`. */
  readonly value: (cursor: Cursor, end: number, into: Writer) => void;
  /** With a packed list, whose tag was read. */
  readonly chunk: (cursor: Cursor, into: Writer) => void;
}

/** Compiles one field's rule. Lists are written in the form that the target declares, whatever form they come in. */
export function compileFieldAction(rule: FieldRule, nested: (rule: MessageRule) => () => Nested): FieldAction {
  const { from, to, element } = rule;
  if (from.repeated !== to.repeated) throw new TypeError(`one of ${from.name} and ${to.name} is a list, one is none`);
  const move = transfer(rule, to.packed, nested);
  const checked = from.repeated && from.closedEnum !== undefined;
  const fromTag = from.tag;
  const each = checked
    ? (cursor: Cursor, into: Writer): void => {
        if (isKnownValue(cursor, from)) move(cursor, into);
        else cursor.skip(fromTag);
      }
    : move;
  if (!to.packed) {
    return {
      value: (cursor, _end, into) => each(cursor, into),
      chunk(cursor, into) {
        const length = cursor.uint32();
        const stop = cursor.pos + length;
        while (cursor.pos < stop) each(cursor, into);
      },
    };
  }
  return {
    value(cursor, end, into) {
      const start = into.length;
      const mark = into.beginLength(to.number);
      const empty = into.length;
      each(cursor, into);
      while (cursor.pos < end) {
        const at = cursor.pos;
        if (cursor.uint32() === fromTag) each(cursor, into);
        else {
          cursor.pos = at;
          break;
        }
      }
      if (into.length === empty) into.truncate(start);
      else into.end(mark);
    },
    chunk: !checked && copiesBytes(element, from, to) ? copyChunk(packedTag(to)) : convertChunk,
  };

  function convertChunk(cursor: Cursor, into: Writer): void {
    const length = cursor.uint32();
    const stop = cursor.pos + length;
    const start = into.length;
    const mark = into.beginLength(to.number, length);
    const empty = into.length;
    while (cursor.pos < stop) each(cursor, into);
    if (into.length === empty) into.truncate(start);
    else into.end(mark);
  }
}

function copyChunk(tag: number): FieldAction['chunk'] {
  return (cursor, into) => {
    const start = cursor.pos;
    const length = cursor.uint32();
    cursor.pos += length;
    if (length > 0) into.taggedRange(tag, cursor.bytes, start, cursor.pos);
  };
}

/** Two rules with one source. Each gets one value at a time, so that both have read the same when they are done. */
export function both(first: FieldAction, second: FieldAction, tag: number): FieldAction {
  return {
    value(cursor, _end, into) {
      const at = cursor.pos;
      cursor.skip(tag);
      const next = cursor.pos;
      cursor.pos = at;
      first.value(cursor, next, into);
      cursor.pos = at;
      second.value(cursor, next, into);
    },
    chunk(cursor, into) {
      const at = cursor.pos;
      first.chunk(cursor, into);
      cursor.pos = at;
      second.chunk(cursor, into);
    },
  };
}
