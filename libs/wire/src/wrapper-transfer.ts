import { mendsText, mendText, numberAs } from './convert-value.ts';
import type { Cursor } from './cursor.ts';
import { isZero, type RawValue } from './raw-value.ts';
import { compileReader } from './read.ts';
import { valueReader } from './read-value.ts';
import type { FieldShape } from './shape.ts';
import { view } from './slices.ts';
import type { Writer } from './writer.ts';

/**
 * The transfer of a scalar into a message of `google/protobuf/wrappers.proto`, the other way round, or from one such
 * message into another. A wrapper that is there wraps a value, if only zero.
 *
 * @param bare - without the target's tag, as it stands in a packed list
 */
export function wrapperTransfer(
  from: FieldShape,
  to: FieldShape,
  bare: boolean,
): (cursor: Cursor, into: Writer) => void {
  const read = from.message === undefined ? valueReader(from.kind) : unwrapper(from);
  const source = wrapped(from) ?? from;
  const inner = wrapped(to);
  const target = inner ?? to;
  const mends = mendsText(source, target);
  const skipsZero = !from.repeated && (!from.presence || !to.presence);
  return (cursor, into) => {
    const value = read(cursor);
    if (skipsZero && isZero(value)) return;
    const converted = mends && value instanceof Uint8Array ? mendText(value) : numberAs(value, target.kind);
    if (inner === undefined) {
      if (bare) into.value(to, converted);
      else into.element(to, converted);
      return;
    }
    const mark = into.begin(to);
    into.field(inner, converted);
    into.end(mark);
  };
}

/** The one field of a wrapper; undefined of what is no message. */
function wrapped(field: FieldShape): FieldShape | undefined {
  return field.message?.fields[0];
}

function unwrapper(from: FieldShape): (cursor: Cursor) => RawValue {
  const inner = wrapped(from);
  if (from.message === undefined || inner?.defaultValue === undefined)
    throw new TypeError(`${from.name} is no wrapper`);
  const { defaultValue } = inner;
  const read = compileReader(from.message, [inner]);
  return (cursor) => {
    const end = cursor.skipPayload(from.tag);
    return read(view(cursor.bytes, cursor.payloadStart, end)) ?? defaultValue;
  };
}
