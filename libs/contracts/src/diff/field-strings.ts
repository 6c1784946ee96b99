import type { Comparison } from './comparison.ts';
import { cppStringTypeOf, javaChecksUtf8 } from './features.ts';
import { cardinalityOf, elementTypeOf, keyTypeOf } from './field-type.ts';
import type { Pair } from './pair-types.ts';
import type { AnyField } from './symbols.ts';

/** Compares what holds for strings only: checks of UTF-8, and their type in C++. */
export function diffStrings(comparison: Comparison, pair: Pair<AnyField>): void {
  for (const detail of stringParts(pair)) {
    diffCheck(comparison, pair, detail, 'field-utf8-validation-changed', 'FIELD_SAME_UTF8_VALIDATION', ofField);
    diffCheck(comparison, pair, detail, 'field-java-utf8-validation-changed', javaRule, javaChecksUtf8);
  }
  diffCppStringType(comparison, pair);
}

const javaRule = 'FIELD_SAME_JAVA_UTF8_VALIDATION';
const ofField = (field: AnyField): boolean => field.utf8Validation;

type Part = 'key' | 'value' | 'itself';

/** The parts that are strings on both sides. */
function stringParts({ base, head }: Pair<AnyField>): readonly Part[] {
  const isMap = cardinalityOf(base) === 'map';
  if (isMap !== (cardinalityOf(head) === 'map')) return [];
  const fields = [base, head];
  const parts: Part[] = [];
  if (fields.every((field) => keyTypeOf(field)?.kind === 'string')) parts.push('key');
  if (fields.every((field) => elementTypeOf(field).kind === 'string')) parts.push(isMap ? 'value' : 'itself');
  return parts;
}

function diffCheck(
  { changes }: Comparison,
  { base, head, named }: Pair<AnyField>,
  part: Part,
  kind: 'field-utf8-validation-changed' | 'field-java-utf8-validation-changed',
  bufRule: string,
  checks: (field: AnyField) => boolean,
): void {
  const [before, after] = [checks(base), checks(head)];
  if (before === after) return;
  const text = (checked: boolean) => (checked ? 'VERIFY' : 'NONE');
  changes.add(kind, {
    base,
    head,
    ...(part === 'itself' ? {} : { detail: part }),
    before: text(before),
    after: text(after),
    // The entry of a map that was renamed is gone to buf.
    bufRules: named && (part === 'itself' || base.name === head.name) ? [bufRule] : [],
  });
}

const textual = ['string', 'bytes'];

function diffCppStringType({ changes }: Comparison, { base, head, named }: Pair<AnyField>): void {
  const fields = [base, head];
  if (fields.some((field) => cardinalityOf(field) === 'map' || !textual.includes(elementTypeOf(field).kind))) return;
  const [before, after] = [cppStringTypeOf(base), cppStringTypeOf(head)];
  if (before === after) return;
  const harmless = before === 'STRING_PIECE' && after === 'STRING';
  changes.add('field-cpp-string-type-changed', {
    base,
    head,
    before,
    after,
    effects: { source: harmless ? 'harmless' : 'breaking' },
    bufRules: named && !harmless ? ['FIELD_SAME_CPP_STRING_TYPE'] : [],
  });
}
