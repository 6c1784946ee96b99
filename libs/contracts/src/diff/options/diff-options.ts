import type { AnyDesc } from '@bufbuild/protobuf';
import type { Comparison } from '../comparison.ts';
import type { Pair } from '../pair-types.ts';
import { diffComposition, isCompositionOption } from './composition.ts';
import { diffFieldBehavior } from './field-behavior.ts';
import { fileOptionRules } from './file-option-rules.ts';
import { diffHttpRule } from './http-rule.ts';
import { differencesOf, type NodeDifference } from './node-differences.ts';
import { fieldsOf, optionsOf, type OptionNode } from './option-tree.ts';
import type { OptionPair } from './option-pair.ts';
import { diffValidation } from './validation.ts';

/** Standard options that are compared by what they do, elsewhere. */
const toldElsewhere: Readonly<Record<AnyDesc['kind'], readonly string[]>> = {
  file: ['java_string_check_utf8'],
  message: ['message_set_wire_format', 'no_standard_descriptor_accessor', 'map_entry'],
  field: ['ctype', 'jstype', 'packed'],
  extension: ['ctype', 'jstype', 'packed'],
  oneof: [],
  enum: [],
  enum_value: [],
  service: [],
  rpc: ['idempotency_level'],
};

/** Features that fields, enums and messages tell of where they have an effect. */
const resolvedFeatures = [
  'features.field_presence',
  'features.enum_type',
  'features.repeated_field_encoding',
  'features.utf8_validation',
  'features.message_encoding',
  'features.json_format',
  'features.pb.cpp.string_type',
  'features.pb.java.utf8_validation',
];

/** Compares the options of a pair, each by what it means. */
export function diffOptions(comparison: Comparison, pair: Pair<AnyDesc>): void {
  if (pair.base.proto.options === undefined && pair.head.proto.options === undefined) return;
  const base = optionsOf(pair.base, comparison.base.registry);
  const head = optionsOf(pair.head, comparison.head.registry);
  for (const name of new Set([...base.values.keys(), ...head.values.keys()])) {
    if (toldElsewhere[pair.base.kind].includes(name)) continue;
    const option = head.numbers.get(name) ?? base.numbers.get(name);
    const { base: one, head: other, named } = pair;
    const asked = { base: one, head: other, named, name, option };
    diffOption(comparison, { ...asked, before: base.values.get(name), after: head.values.get(name) });
  }
}

function diffOption(comparison: Comparison, pair: OptionPair): void {
  const { changes } = comparison;
  const { name, base, head, option, before, after } = pair;
  if (name === 'deprecated') {
    if ((before === undefined) !== (after === undefined)) {
      changes.add(after === undefined ? 'undeprecated' : 'deprecated', { base, head, option });
    }
  } else if (isCompositionOption(name)) {
    diffComposition(changes, pair);
  } else if (name.startsWith('buf.validate.')) {
    diffValidation(changes, pair);
  } else if (name === 'google.api.field_behavior') {
    diffFieldBehavior(changes, pair);
  } else if (name === 'google.api.http') {
    diffHttpRule(changes, pair);
  } else if (name === 'features') {
    diffFeatures(comparison, pair);
  } else {
    for (const difference of differencesOf(name, before, after)) addOption(comparison, pair, difference);
  }
}

function addOption({ changes }: Comparison, pair: OptionPair, { path, before, after }: NodeDifference): void {
  const { base, head, named, option } = pair;
  const said = { base, head, detail: path, option, before, after };
  if (base.kind !== 'file') {
    changes.add('option-changed', said);
    return;
  }
  const rule = fileOptionRules[path];
  // An option that buf has no rule for is somebody else's: who reads it knows.
  const effects = { source: rule === undefined ? 'risky' : 'breaking' } as const;
  changes.add('file-option-changed', { ...said, effects, bufRules: named && rule !== undefined ? [rule] : [] });
}

function diffFeatures({ changes }: Comparison, { base, head, option, before, after }: OptionPair): void {
  for (const [name, one, other] of joined(fieldsOf(before), fieldsOf(after))) {
    for (const difference of differencesOf(`features.${name}`, one, other)) {
      const { path: detail } = difference;
      if (resolvedFeatures.includes(detail)) continue;
      changes.add('feature-changed', {
        base,
        head,
        detail,
        option,
        before: difference.before,
        after: difference.after,
      });
    }
  }
}

function joined(
  before: ReadonlyMap<string, OptionNode>,
  after: ReadonlyMap<string, OptionNode>,
): readonly (readonly [string, OptionNode | undefined, OptionNode | undefined])[] {
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => [name, before.get(name), after.get(name)]);
}
