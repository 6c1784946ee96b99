import type { DescEnum, DescEnumValue } from '@bufbuild/protobuf';
import type { Comparison } from './comparison.ts';
import { diffStanding } from './diff-standing.ts';
import { jsonFormatOf } from './features.ts';
import { diffOptions } from './options/diff-options.ts';
import { inOrder, type Pair } from './pair-types.ts';
import { isWithin } from './ranges.ts';
import { diffReserved, reservedRanges } from './reserved.ts';
import { diffVisibility } from './visibility.ts';

/** Compares all enums. */
export function diffEnums(comparison: Comparison): void {
  const { enums } = comparison.pairs;
  diffStanding(comparison, 'enum', enums);
  for (const pair of inOrder(enums)) {
    diffForm(comparison, pair);
    diffValues(comparison, pair);
    diffReserved(comparison.changes, pair);
    diffVisibility(comparison.changes, pair);
    diffOptions(comparison, pair);
  }
}

function diffForm({ changes }: Comparison, { base, head, named }: Pair<DescEnum>): void {
  if (base.open !== head.open) {
    const text = (open: boolean) => (open ? 'open' : 'closed');
    const bufRules = named ? ['ENUM_SAME_TYPE'] : [];
    changes.add('enum-openness-changed', { base, head, before: text(base.open), after: text(head.open), bufRules });
  }
  const [before, after] = [jsonFormatOf(base), jsonFormatOf(head)];
  if (before !== after) {
    const lost = after !== 'ALLOW';
    changes.add('enum-json-format-changed', {
      base,
      head,
      before,
      after,
      effects: { json: lost ? 'breaking' : 'harmless' },
      bufRules: named && lost ? ['ENUM_SAME_JSON_FORMAT'] : [],
    });
  }
  const [first, other] = [base.values[0], head.values[0]];
  if (first !== undefined && other !== undefined && first.number !== other.number) {
    changes.add('enum-default-changed', { base, head, before: first.name, after: other.name });
  }
}

type Named = ReadonlyMap<string, DescEnumValue>;

/** Values by number: what is on the wire. A number may have several names. */
function diffValues(comparison: Comparison, { base, head, named }: Pair<DescEnum>): void {
  const [before, after] = [byNumber(base), byNumber(head)];
  for (const [number, names] of before) {
    const others = after.get(number);
    if (others === undefined) gone(comparison, { base, head, named }, names);
    else diffNames(comparison, { base, head, named }, names, others);
  }
  const known = new Set(base.values.map(({ name }) => name));
  for (const [number, names] of after) {
    for (const value of names.values()) {
      if (known.has(value.name)) continue;
      const alias = before.has(number);
      // The rename of the number tells of a name that replaces another.
      if (alias && [...(before.get(number)?.keys() ?? [])].some((name) => !names.has(name))) continue;
      comparison.changes.add('enum-value-added', {
        base: undefined,
        head: value,
        after: `${value.name} = ${number}`,
        // A closed enum takes an unknown number for an unknown field.
        effects: alias
          ? { source: 'harmless' }
          : { wire: base.open ? 'harmless' : 'risky', json: 'risky', source: 'risky', semantic: 'risky' },
      });
    }
  }
}

function gone({ changes }: Comparison, { head, named }: Pair<DescEnum>, names: Named): void {
  const [value] = names.values();
  if (value === undefined) return;
  const numberReserved = isWithin(reservedRanges(head), value.number);
  const namesReserved = [...names.keys()].every((name) => head.proto.reservedName.includes(name));
  const bufRules = ['ENUM_VALUE_NO_DELETE'];
  if (!namesReserved) bufRules.push('ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED');
  if (!numberReserved) bufRules.push('ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED');
  const moved = head.values.find(({ name }) => names.has(name));
  if (moved !== undefined) {
    renumbered(changes, value, moved, named ? bufRules : []);
    return;
  }
  changes.add('enum-value-removed', {
    base: value,
    head: undefined,
    before: `${[...names.keys()].join(', ')} = ${value.number}`,
    effects: {
      wire: numberReserved ? 'harmless' : 'risky',
      json: 'breaking',
      source: 'breaking',
      semantic: 'breaking',
    },
    bufRules: named ? bufRules : [],
  });
}

function diffNames(comparison: Comparison, { head, named }: Pair<DescEnum>, before: Named, after: Named): void {
  const { changes } = comparison;
  for (const [name, value] of before) {
    const same = after.get(name);
    if (same !== undefined) diffOptions(comparison, { base: value, head: same, named });
  }
  const lost = [...before.values()].filter(({ name }) => !after.has(name));
  const [value] = lost;
  if (value === undefined) return;
  const bufRules = named ? ['ENUM_VALUE_SAME_NAME'] : [];
  const moved = head.values.find(({ name }) => lost.some((one) => one.name === name));
  const [other] = [...after.values()].filter(({ name }) => !before.has(name));
  if (moved !== undefined) {
    renumbered(changes, value, moved, bufRules);
    return;
  }
  changes.add('enum-value-renamed', {
    base: value,
    head: other ?? [...after.values()][0],
    before: [...before.keys()].join(', '),
    after: [...after.keys()].join(', '),
    bufRules,
  });
}

function renumbered(
  changes: Comparison['changes'],
  base: DescEnumValue,
  head: DescEnumValue,
  bufRules: readonly string[],
): void {
  const [before, after] = [String(base.number), String(head.number)];
  changes.add('enum-value-renumbered', { base, head, before, after, bufRules });
}

function byNumber(type: DescEnum): ReadonlyMap<number, Named> {
  const numbers = new Map<number, Map<string, DescEnumValue>>();
  for (const value of type.values) {
    const names = numbers.get(value.number) ?? new Map<string, DescEnumValue>();
    numbers.set(value.number, names.set(value.name, value));
  }
  return numbers;
}
