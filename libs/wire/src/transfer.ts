import type { Cursor } from './cursor.ts';
import { mendsText, mendText, numberAs, sameEncoding } from './convert-value.ts';
import { mendEntry, mendsEntry } from './mend-entry.ts';
import { isZero } from './raw-value.ts';
import { valueReader } from './read-value.ts';
import type { ElementRule, FieldRule, MessageRule } from './rules.ts';
import type { FieldShape } from './shape.ts';
import { WireType } from './wire-type.ts';
import { wrapperTransfer } from './wrapper-transfer.ts';
import type { Writer } from './writer.ts';

/**
 * Reads one value, whose tag was read, and writes it at the target: with the target's tag, or, as `bare`, without it, as
 * it stands in a packed list. It leaves out what the target cannot tell from unset, and zeros that the source could not.
 */
export type Transfer = (cursor: Cursor, into: Writer) => void;

/** Converts the message at the cursor, up to `end`. */
export type Nested = (cursor: Cursor, end: number, into: Writer) => void;

/**
 * The transfer of one rule.
 *
 * @param nested - gives the conversion of a nested rule, when it is needed: rules may contain themselves
 */
export function transfer(rule: FieldRule, bare: boolean, nested: (rule: MessageRule) => () => Nested): Transfer {
  const { from, to, element } = rule;
  switch (element.kind) {
    case 'message':
      return messageTransfer(from, to, nested(element.rule));
    case 'enum':
      return enumTransfer(from, to, bare, element.to);
    case 'number':
      return numberTransfer(from, to, bare);
    case 'wrapper':
      return wrapperTransfer(from, to, bare);
    case 'same':
      return sameTransfer(from, to, bare);
  }
}

/** Whether this rule copies a value's bytes, so that a packed list can be copied in one piece. */
export function copiesBytes(element: ElementRule, from: FieldShape, to: FieldShape): boolean {
  return element.kind === 'same' && sameEncoding(from.kind, to.kind) && !mendsText(from, to);
}

function sameTransfer(from: FieldShape, to: FieldShape, bare: boolean): Transfer {
  if (from.kind === 'map') {
    if (to.kind !== 'map') throw new TypeError(`${from.name} is a map, ${to.name} is none`);
    return mapTransfer(from, to);
  }
  if (!sameEncoding(from.kind, to.kind)) return numberTransfer(from, to, bare);
  if (mendsText(from, to)) {
    const read = valueReader(from.kind);
    const skipsEmpty = !from.repeated && (!from.presence || !to.presence);
    return (cursor, into) => {
      const value = read(cursor);
      if (!(value instanceof Uint8Array) || (skipsEmpty && value.length === 0)) return;
      into.element(to, mendText(value));
    };
  }
  if (from.kind === 'group' || to.kind === 'group') return framedTransfer(from, to);
  const { tag: fromTag } = from;
  const tag = bare ? 0 : to.tag;
  // A singular zero is written only where it says something at both ends.
  if (from.repeated || (from.presence && to.presence)) return (cursor, into) => copyValue(cursor, fromTag, into, tag);
  const zero = zeroTest(from);
  return (cursor, into) => {
    const start = cursor.pos;
    if (zero(cursor)) return;
    cursor.pos = start;
    copyValue(cursor, fromTag, into, tag);
  };
}

function copyValue(cursor: Cursor, fromTag: number, into: Writer, tag: number): void {
  const start = cursor.pos;
  cursor.skip(fromTag);
  if (tag === 0) into.rawRange(cursor.bytes, start, cursor.pos);
  else into.taggedRange(tag, cursor.bytes, start, cursor.pos);
}

/** Whether the value at the cursor is zero; where it is, the cursor has moved past it. */
function zeroTest(from: FieldShape): (cursor: Cursor) => boolean {
  const read = valueReader(from.kind);
  switch (from.wireType) {
    case WireType.Length:
      return (cursor) => (cursor.bytes[cursor.pos] === 0 ? cursor.pos++ >= 0 : cursor.uint32() === 0);
    case WireType.Varint:
      return (cursor) => {
        const first = cursor.bytes[cursor.pos] as number;
        if (first < 0x80 && first > 0) return false;
        return isZero(read(cursor));
      };
    default:
      return (cursor) => isZero(read(cursor));
  }
}

/** The same message in the other form of the two: between tags or behind its length. */
function framedTransfer(from: FieldShape, to: FieldShape): Transfer {
  return (cursor, into) => {
    const end = cursor.skipPayload(from.tag);
    const start = cursor.payloadStart;
    const mark = into.begin(to, end - start);
    into.rawRange(cursor.bytes, start, end);
    into.end(mark);
  };
}

function mapTransfer(from: FieldShape, to: FieldShape): Transfer {
  const { tag: fromTag } = from;
  const { tag } = to;
  if (!mendsEntry(from, to)) return (cursor, into) => copyValue(cursor, fromTag, into, tag);
  const read = valueReader('map');
  const entry = to.message;
  if (entry === undefined) throw new TypeError('a map has entries');
  return (cursor, into) => {
    const value = read(cursor);
    if (value instanceof Uint8Array) into.element(to, mendEntry(value, entry));
  };
}

function numberTransfer(from: FieldShape, to: FieldShape, bare: boolean): Transfer {
  const read = valueReader(from.kind);
  const skipsZero = !from.repeated && (!from.presence || !to.presence);
  return (cursor, into) => {
    const value = read(cursor);
    if (skipsZero && isZero(value)) return;
    const number = numberAs(value, to.kind);
    if (bare) into.value(to, number);
    else into.element(to, number);
  };
}

function enumTransfer(from: FieldShape, to: FieldShape, bare: boolean, numbers: ReadonlyMap<number, number>): Transfer {
  return (cursor, into) => {
    const source = cursor.int32();
    if (source === 0 && !from.repeated && !from.presence) return;
    const target = numbers.get(source) ?? 0;
    if (bare) into.value(to, target);
    else if (target !== 0 || to.repeated || to.presence) into.element(to, target);
  };
}

function messageTransfer(from: FieldShape, to: FieldShape, nested: () => Nested): Transfer {
  const fromTag = from.tag;
  let convert: Nested | undefined;
  return (cursor, into) => {
    convert ??= nested();
    const end = cursor.skipPayload(fromTag);
    const next = cursor.pos;
    const start = (cursor.pos = cursor.payloadStart);
    const mark = into.begin(to, end - start);
    convert(cursor, end, into);
    into.end(mark);
    cursor.pos = next;
  };
}
