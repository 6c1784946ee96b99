import { conversionOf } from './conversion.ts';
import { mendsText, mendText, numberAs, sameEncoding } from './convert-value.ts';
import { Cursor } from './cursor.ts';
import { mendEntry, mendsEntry } from './mend-entry.ts';
import type { RawValue } from './raw-value.ts';
import type { ElementRule, MessageRule } from './rules.ts';
import type { FieldShape } from './shape.ts';
import { Writer } from './writer.ts';

/** Writes the message that a rule makes from these bytes, a valid message of the rule's source. */
export type Converter = (bytes: Uint8Array, into: Writer) => void;

/**
 * Compiles a rule, and, when they are needed, those that it holds.
 *
 * One pass over the bytes writes the target's fields in the order of the source's. What must not be decided field by
 * field - a singular field that occurs twice, a second member of a oneof - makes it start over from the canonical form
 * of the message, where neither is; encoders write neither.
 */
export function compileConverter(rule: MessageRule): Converter {
  const conversion = conversionOf(rule);
  return (bytes, into) => conversion.run(new Cursor(bytes), bytes.length, into);
}

/**
 * Converts one value that was already cut out; of a list, each element.
 *
 * @param from - the field it was cut from, or any of the same kind and features
 * @param to - the field it is for
 */
export function convertRaw(value: RawValue, element: ElementRule, from: FieldShape, to: FieldShape): RawValue {
  if (Array.isArray(value)) return value.map((each: RawValue) => convertRaw(each, element, from, to));
  switch (element.kind) {
    case 'number':
      return numberAs(value, to.kind);
    case 'enum':
      return typeof value === 'number' ? (element.to.get(value) ?? 0) : 0;
    case 'message': {
      if (!(value instanceof Uint8Array)) throw new TypeError(`${from.name} is no message`);
      const into = new Writer(value.length + 16);
      compileConverter(element.rule)(value, into);
      return into.finish();
    }
    case 'same':
      if (!(value instanceof Uint8Array)) return sameEncoding(from.kind, to.kind) ? value : numberAs(value, to.kind);
      if (mendsText(from, to)) return mendText(value);
      return to.message !== undefined && mendsEntry(from, to) ? mendEntry(value, to.message) : value;
  }
}
