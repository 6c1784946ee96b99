import type { DescField } from '@bufbuild/protobuf';
import { FieldOptions_JSType } from '@bufbuild/protobuf/wkt';
import type { Comparison } from './comparison.ts';
import { bufRulesOfTypes, effectsOfTypes } from './compatibility.ts';
import { defaultOf, defaultText, isSameDefault } from './default-value.ts';
import type { ChangeEffects } from './effects.ts';
import { cardinalityOf, elementText, elementTypeOf, keyTypeOf, type ElementType } from './field-type.ts';
import { diffCardinality } from './field-cardinality.ts';
import { diffStrings } from './field-strings.ts';
import { diffOptions } from './options/diff-options.ts';
import type { Pair } from './pair-types.ts';
import type { AnyField } from './symbols.ts';

/** Compares a field, or an extension, with what has its number on the other side. */
export function diffField(comparison: Comparison, pair: Pair<AnyField>): void {
  diffCardinality(comparison, pair);
  diffTypes(comparison, pair);
  diffDefault(comparison, pair);
  diffPacking(comparison, pair);
  diffJsType(comparison, pair);
  diffStrings(comparison, pair);
  diffOptions(comparison, pair);
  const { base, head, named } = pair;
  if (base.kind === 'field' && head.kind === 'field') {
    diffJsonName(comparison, { base, head, named });
    diffOneof(comparison, { base, head, named });
  }
}

function diffTypes(comparison: Comparison, pair: Pair<AnyField>): void {
  const { base, head, named } = pair;
  const [one, other] = [cardinalityOf(base), cardinalityOf(head)];
  const maps = one === 'map' && other === 'map';
  // To buf a map's entry is a message, compared where it has the same name; and a field that becomes a map, or was one, has
  // another type, which the change of cardinality tells.
  const told = named && (maps ? base.name === head.name : one !== 'map' && other !== 'map');
  diffType(comparison, pair, maps ? 'value' : undefined, elementTypeOf(base), elementTypeOf(head), told);
  const [keyBefore, keyAfter] = [keyTypeOf(base), keyTypeOf(head)];
  if (keyBefore !== undefined && keyAfter !== undefined) diffType(comparison, pair, 'key', keyBefore, keyAfter, told);
}

function diffType(
  comparison: Comparison,
  { base, head }: Pair<AnyField>,
  detail: 'key' | 'value' | undefined,
  before: ElementType,
  after: ElementType,
  told: boolean,
): void {
  if (before.kind === after.kind && before.typeName === after.typeName) return;
  const renamed = before.typeName !== after.typeName && comparison.isSameType(before.typeName, after.typeName);
  const said = {
    base,
    head,
    ...(detail === undefined ? {} : { detail }),
    before: elementText(before),
    after: elementText(after),
    bufRules: told ? bufRulesOfTypes(before, after, [base.enum, head.enum]) : [],
  };
  if (renamed && before.kind === after.kind) comparison.changes.add('field-type-renamed', said);
  else comparison.changes.add('field-type-changed', { ...said, effects: effectsOfTypes(before, after) });
}

function diffDefault({ changes }: Comparison, { base, head, named }: Pair<AnyField>): void {
  const [before, after] = [defaultOf(base), defaultOf(head)];
  if (before === undefined || after === undefined || isSameDefault(before, after)) return;
  changes.add('field-default-changed', {
    base,
    head,
    before: defaultText(base, before.value),
    after: defaultText(head, after.value),
    bufRules: named ? ['FIELD_SAME_DEFAULT'] : [],
  });
}

function diffJsonName({ changes }: Comparison, { base, head, named }: Pair<DescField>): void {
  // Where the name changed, the rename tells of it.
  if (base.jsonName === head.jsonName || base.name !== head.name) return;
  changes.add('field-json-name-changed', {
    base,
    head,
    before: base.jsonName,
    after: head.jsonName,
    bufRules: named ? ['FIELD_SAME_JSON_NAME'] : [],
  });
}

function diffOneof({ changes }: Comparison, { base, head, named }: Pair<DescField>): void {
  if (base.oneof?.name === head.oneof?.name) return;
  changes.add('field-oneof-changed', {
    base,
    head,
    before: base.oneof?.name,
    after: head.oneof?.name,
    effects: effectsOfOneofs(base, head),
    bufRules: named ? ['FIELD_SAME_ONEOF'] : [],
  });
}

/** A field excludes the others of its oneof: what it excludes now, or no more, is what matters. */
function effectsOfOneofs(base: DescField, head: DescField): ChangeEffects {
  const [before, after] = [othersOf(base), othersOf(head)];
  if (before.size === after.size && [...before].every((number) => after.has(number))) return { source: 'breaking' };
  const known = new Set(base.parent.fields.map(({ number }) => number));
  const losesValues = [...after].some((number) => known.has(number) && !before.has(number));
  return { wire: losesValues ? 'risky' : 'harmless', source: 'breaking', semantic: losesValues ? 'breaking' : 'risky' };
}

function othersOf(field: DescField): ReadonlySet<number> {
  const fields = field.oneof?.fields ?? [];
  return new Set(fields.map(({ number }) => number).filter((number) => number !== field.number));
}

const neverPacked = ['string', 'bytes', 'message', 'group'];

function diffPacking({ changes }: Comparison, { base, head }: Pair<AnyField>): void {
  if (base.fieldKind !== 'list' || head.fieldKind !== 'list' || base.packed === head.packed) return;
  if ([base, head].some((field) => neverPacked.includes(elementTypeOf(field).kind))) return;
  const text = (packed: boolean) => (packed ? 'packed' : 'expanded');
  changes.add('field-packing-changed', { base, head, before: text(base.packed), after: text(head.packed) });
}

const wide = ['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64'];

function diffJsType({ changes }: Comparison, { base, head, named }: Pair<AnyField>): void {
  if (![base, head].every((field) => cardinalityOf(field) !== 'map' && wide.includes(elementTypeOf(field).kind)))
    return;
  const [before, after] = [jsTypeOf(base), jsTypeOf(head)];
  if (before === after) return;
  const bufRules = named ? ['FIELD_SAME_JSTYPE'] : [];
  changes.add('field-jstype-changed', { base, head, before, after, bufRules });
}

function jsTypeOf(field: AnyField): string {
  return FieldOptions_JSType[field.proto.options?.jstype ?? FieldOptions_JSType.JS_NORMAL];
}
