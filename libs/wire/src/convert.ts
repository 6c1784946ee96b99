import { conversionOf } from './conversion.ts';
import { Cursor } from './cursor.ts';
import type { MessageRule } from './rules.ts';
import type { Writer } from './writer.ts';

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
