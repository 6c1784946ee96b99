import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { bufRulesOfTypes } from './compatibility.ts';
import type { Comparison } from './comparison.ts';
import { isRequired } from './required.ts';
import type { ChangeEffects } from './effects.ts';
import { cardinalityOf, elementTypeOf, typeText, type Cardinality, type ElementType } from './field-type.ts';
import type { Pair } from './pair-types.ts';
import type { AnyField } from './symbols.ts';

/** How many values a field has, and whether one that is zero differs from none. */
type Occurrence = 'required' | 'explicit' | 'implicit' | 'list' | 'map';

/** What buf takes for compatible: those of the same group. */
const groupOnTheWire: Readonly<Record<Occurrence, number>> = { explicit: 1, implicit: 1, required: 2, list: 3, map: 3 };
const groupInJson: Readonly<Record<Occurrence, number>> = { explicit: 1, implicit: 1, required: 2, list: 3, map: 4 };

/** Compares how many values a field has, and its presence. */
export function diffCardinality(comparison: Comparison, { base, head, named }: Pair<AnyField>): void {
  const [before, after] = [occurrenceOf(base), occurrenceOf(head)];
  if (before === after) return;
  const bufRules = named ? bufRulesOf(comparison, base, head, before, after) : [];
  if (cardinalityOf(base) === cardinalityOf(head)) {
    const effects: ChangeEffects =
      before === 'required' || after === 'required'
        ? { wire: 'breaking', json: 'breaking', source: 'breaking', semantic: 'breaking' }
        : { json: 'risky', source: 'breaking', semantic: 'breaking' };
    comparison.changes.add('field-presence-changed', { base, head, before, after, effects, bufRules });
    return;
  }
  comparison.changes.add('field-cardinality-changed', {
    base,
    head,
    before: typeText(base),
    after: typeText(head),
    effects: effectsOf(base, head),
    bufRules,
  });
}

const lastOneWins = ['string', 'bytes', 'message'];

function effectsOf(base: AnyField, head: AnyField): ChangeEffects {
  const kinds = [elementTypeOf(base).kind, elementTypeOf(head).kind];
  const cardinalities: Cardinality[] = [cardinalityOf(base), cardinalityOf(head)];
  // Entries of a map are messages on the wire. A reader of one value takes the last of many, but cannot read packed ones.
  const readable = cardinalities.includes('map')
    ? cardinalities.includes('list') && kinds.includes('message')
    : kinds.every((kind) => lastOneWins.includes(kind));
  return { wire: readable ? 'risky' : 'breaking', json: 'breaking', source: 'breaking', semantic: 'risky' };
}

function bufRulesOf(
  comparison: Comparison,
  base: AnyField,
  head: AnyField,
  before: Occurrence,
  after: Occurrence,
): readonly string[] {
  const rules = ['FIELD_SAME_CARDINALITY'];
  if (groupOnTheWire[before] !== groupOnTheWire[after]) rules.push('FIELD_WIRE_COMPATIBLE_CARDINALITY');
  if (groupInJson[before] !== groupInJson[after]) rules.push('FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY');
  if (isRequired(base) !== isRequired(head)) rules.push('MESSAGE_SAME_REQUIRED_FIELDS');
  if (before === 'map' || after === 'map') {
    rules.push(...bufRulesOfTypes(typeToBuf(base), typeToBuf(head), [base.enum, head.enum]));
    // Where the name changed too, the rename tells of the entry.
    if (head.kind === 'field' && base.name === head.name) rules.push(...comparison.mapEntryRules(base, head.parent));
  }
  return rules;
}

/** To buf a map is a list of messages, its entries. */
function typeToBuf(field: AnyField): ElementType {
  if (cardinalityOf(field) !== 'map') return elementTypeOf(field);
  return { kind: 'message', typeName: field.proto.typeName.replace(/^\./, '') };
}

function occurrenceOf(field: AnyField): Occurrence {
  const cardinality = cardinalityOf(field);
  if (cardinality !== 'singular') return cardinality;
  switch (field.presence) {
    case FeatureSet_FieldPresence.LEGACY_REQUIRED:
      return 'required';
    case FeatureSet_FieldPresence.EXPLICIT:
      return 'explicit';
    case FeatureSet_FieldPresence.IMPLICIT:
      return 'implicit';
  }
}
