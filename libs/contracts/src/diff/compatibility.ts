import type { DescEnum } from '@bufbuild/protobuf';
import type { ChangeEffects, ChangeLevel } from './effects.ts';
import type { ElementType } from './field-type.ts';

// What can be read as what, from https://protobuf.dev/programming-guides/proto3/#updating and #json.

const varint = ['int32', 'int64', 'uint32', 'uint64', 'bool', 'enum'];
const zigzag = ['sint32', 'sint64'];
const delimited = ['string', 'bytes', 'message'];
const fixed32 = ['fixed32', 'sfixed32'];
const fixed64 = ['fixed64', 'sfixed64'];
const alikeOnTheWire = [varint, zigzag, delimited, fixed32, fixed64];

const int32 = ['int32', 'sint32', 'sfixed32'];
const uint32 = ['uint32', 'fixed32'];
const int64 = ['int64', 'sint64', 'sfixed64'];
const uint64 = ['uint64', 'fixed64'];
const floating = ['float', 'double'];
const alikeInCode = [int32, uint32, int64, uint64];
const numbers = [...int32, ...uint32, ...int64, ...uint64, ...floating];

/** What it does that a value is of another type. */
export function effectsOfTypes(before: ElementType, after: ElementType): ChangeEffects {
  const [one, other] = [before.kind, after.kind];
  const bothMessages = isMessage(before) && isMessage(after);
  if (bothMessages && before.typeName === after.typeName) return { wire: 'breaking' };
  return {
    wire: bothMessages ? 'breaking' : levelWithin(alikeOnTheWire, one, other),
    json: levelOfJson(one, other),
    source: together(alikeInCode, one, other) ? 'harmless' : 'breaking',
    semantic: 'risky',
  };
}

function levelOfJson(one: string, other: string): ChangeLevel {
  if (numbers.includes(one) && numbers.includes(other)) return 'risky';
  // An enum is written as its name, and a number is read as one.
  if (one === 'enum' && (other === 'enum' || other === 'string')) return 'risky';
  return 'breaking';
}

function levelWithin(groups: readonly (readonly string[])[], one: string, other: string): ChangeLevel {
  return together(groups, one, other) ? 'risky' : 'breaking';
}

function together(groups: readonly (readonly string[])[], one: string, other: string): boolean {
  return groups.some((group) => group.includes(one) && group.includes(other));
}

function isMessage(type: ElementType): boolean {
  return type.kind === 'message' || type.kind === 'group';
}

// What buf takes for compatible; it is stricter. Types that are not here are compatible with themselves alone.
const sameForBufOnTheWire = [['int32', 'int64', 'uint32', 'uint64', 'bool'], zigzag, fixed32, fixed64];
const sameForBufInJson = [['int32', 'uint32'], ['int64', 'uint64'], fixed32, fixed64];

/** The rules of buf that may report a change of type. */
export const bufTypeRules: readonly string[] = [
  'FIELD_SAME_TYPE',
  'FIELD_WIRE_COMPATIBLE_TYPE',
  'FIELD_WIRE_JSON_COMPATIBLE_TYPE',
];

/**
 * The rules of buf that report a change of type.
 *
 * @param enums - the two enums, where both types are enums
 */
export function bufRulesOfTypes(
  before: ElementType,
  after: ElementType,
  enums: readonly [base: DescEnum | undefined, head: DescEnum | undefined],
): readonly string[] {
  const rules: string[] = [];
  const [one, other] = [before.kind, after.kind];
  const renamed = one === other && before.typeName !== after.typeName;
  if (one !== other || renamed) rules.push('FIELD_SAME_TYPE');
  const incompatibleName = renamed && !(one === 'enum' && isSameEnumToBuf(...enums));
  const onTheWire = one === other || together(sameForBufOnTheWire, one, other);
  if (onTheWire ? incompatibleName : !(one === 'string' && other === 'bytes')) rules.push('FIELD_WIRE_COMPATIBLE_TYPE');
  const inJson = one === other || together(sameForBufInJson, one, other);
  if (inJson ? incompatibleName : true) rules.push('FIELD_WIRE_JSON_COMPATIBLE_TYPE');
  return rules;
}

/** The same last name, and the old values are all there. */
function isSameEnumToBuf(base: DescEnum | undefined, head: DescEnum | undefined): boolean {
  if (base === undefined || head === undefined || base.name !== head.name) return false;
  const numbersByName = new Map(head.values.map((value) => [value.name, value.number]));
  return base.values.every((value) => numbersByName.get(value.name) === value.number);
}
