import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import type { Comparison } from './comparison.ts';
import { cardinalityOf, typeText } from './field-type.ts';
import type { Pair } from './pair-types.ts';
import { bufTypeRules } from './compatibility.ts';
import { isWithin } from './ranges.ts';
import { reservedRanges } from './reserved.ts';
import { diffField } from './diff-field.ts';
import { isRequired } from './required.ts';

/** Compares the fields of a message: by number, since that is what is on the wire. */
export function diffFields(comparison: Comparison, pair: Pair<DescMessage>): void {
  const [before, after] = [indexOf(pair.base), indexOf(pair.head)];
  for (const base of pair.base.fields) {
    const head = after.byNumber.get(base.number);
    if (head !== undefined) {
      if (base.name !== head.name) diffName(comparison, pair, base, head);
      diffField(comparison, { base, head, named: pair.named });
      continue;
    }
    const bufRules = pair.named ? removalRules(base, pair.head) : [];
    const moved = after.byName.get(base.name);
    if (moved === undefined) removed(comparison, pair, base, bufRules);
    else renumbered(comparison, base, moved, bufRules);
  }
  for (const head of pair.head.fields) {
    if (before.byNumber.has(head.number)) continue;
    // Of a field that has another number the renumbering tells; that the new number is required comes on top.
    if (!before.byName.has(head.name) || isRequired(head)) added(comparison, pair, head);
  }
}

/** A field whose number has another name on the other side: renamed, or the number went to another field. */
function diffName(comparison: Comparison, pair: Pair<DescMessage>, base: DescField, head: DescField): void {
  const jsonChanged = base.jsonName !== head.jsonName;
  const entry = mapEntryRules(comparison, pair, base, head);
  const bufRules = pair.named ? ['FIELD_SAME_NAME', ...(jsonChanged ? ['FIELD_SAME_JSON_NAME'] : []), ...entry] : [];
  const moved = pair.head.fields.find(({ name }) => name === base.name);
  if (moved !== undefined) {
    renumbered(comparison, base, moved, bufRules);
    return;
  }
  if (pair.base.fields.some(({ name }) => name === head.name)) {
    // Another field took the number, so messages of old are read as that.
    comparison.changes.add('field-removed', { base, head: undefined, before: fieldText(base), bufRules });
    return;
  }
  comparison.changes.add('field-renamed', {
    base,
    head,
    before: base.name,
    after: head.name,
    effects: { ...(jsonChanged ? { json: 'breaking' } : {}), source: 'breaking', mask: 'breaking' },
    bufRules,
  });
}

/** What buf says of a map whose entry, a message to it, is named after the field. */
function mapEntryRules(
  comparison: Comparison,
  pair: Pair<DescMessage>,
  base: DescField,
  head: DescField,
): readonly string[] {
  const types = cardinalityOf(base) === 'map' && cardinalityOf(head) === 'map' ? bufTypeRules : [];
  return [...comparison.mapEntryRules(base, pair.head), ...types];
}

function removed(comparison: Comparison, pair: Pair<DescMessage>, base: DescField, bufRules: readonly string[]): void {
  const numberReserved = isWithin(reservedRanges(pair.head), base.number);
  comparison.changes.add('field-removed', {
    base,
    head: undefined,
    before: fieldText(base),
    effects: {
      wire: isRequired(base) ? 'breaking' : numberReserved ? 'harmless' : 'risky',
      json: 'breaking',
      source: 'breaking',
      semantic: 'breaking',
      mask: 'breaking',
    },
    bufRules: pair.named ? [...bufRules, ...comparison.mapEntryRules(base, pair.head)] : [],
  });
}

function renumbered({ changes }: Comparison, base: DescField, head: DescField, bufRules: readonly string[]): void {
  changes.add('field-renumbered', {
    base,
    head,
    before: String(base.number),
    after: String(head.number),
    bufRules,
  });
}

function added({ changes }: Comparison, pair: Pair<DescMessage>, head: DescField): void {
  if (head.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) {
    const bufRules = pair.named && isRequired(head) ? ['MESSAGE_SAME_REQUIRED_FIELDS'] : [];
    changes.add('required-field-added', { base: undefined, head, after: fieldText(head), bufRules });
  } else {
    changes.add('field-added', { base: undefined, head, after: fieldText(head) });
  }
}

/** What buf says of a number that is gone. */
function removalRules(field: DescField, head: DescMessage): readonly string[] {
  const rules = ['FIELD_NO_DELETE'];
  if (!head.proto.reservedName.includes(field.name)) rules.push('FIELD_NO_DELETE_UNLESS_NAME_RESERVED');
  if (!isWithin(reservedRanges(head), field.number)) rules.push('FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED');
  if (isRequired(field)) rules.push('MESSAGE_SAME_REQUIRED_FIELDS');
  return rules;
}

function fieldText(field: DescField): string {
  return `${typeText(field)} ${field.name} = ${field.number}`;
}

function indexOf(message: DescMessage) {
  return {
    byNumber: new Map(message.fields.map((field) => [field.number, field])),
    byName: new Map(message.fields.map((field) => [field.name, field])),
  };
}
