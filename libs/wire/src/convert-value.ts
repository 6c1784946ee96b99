import type { RawValue } from './raw-value.ts';
import type { FieldKind, FieldShape } from './shape.ts';
import { decodeString, encodeString, isValidUtf8 } from './text.ts';

/** A number as a value of this kind. Nothing is lost where the kind can hold it. */
export function numberAs(value: RawValue, kind: FieldKind): RawValue {
  switch (kind) {
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return typeof value === 'number' || typeof value === 'boolean' ? BigInt(value) : value;
    case 'bool':
      return Boolean(value);
    default:
      return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value;
  }
}

/** Whether `same` means the same bytes here. Numbers of two kinds have other bytes, if only for some values. */
export function sameEncoding(from: FieldKind, to: FieldKind): boolean {
  if (from === to) return true;
  const payload = (kind: FieldKind): boolean =>
    kind === 'string' || kind === 'bytes' || kind === 'message' || kind === 'group';
  const signed = (kind: FieldKind): boolean => kind === 'int32' || kind === 'enum';
  return (payload(from) && payload(to)) || (signed(from) && signed(to));
}

/** Whether text has to be made valid UTF-8: it comes from where that is not checked and goes to where it is. */
export function mendsText(from: FieldShape, to: FieldShape): boolean {
  return to.kind === 'string' && to.utf8 && !(from.kind === 'string' && from.utf8);
}

/** The text with U+FFFD for what is no UTF-8. */
export function mendText(text: Uint8Array): Uint8Array {
  return isValidUtf8(text, 0, text.length) ? text : encodeString(decodeString(text));
}
