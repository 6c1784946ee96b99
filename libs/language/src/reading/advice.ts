import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import type { ScalarKind } from '@tributary/wire';
import { typeName, typeOfField, type CelType, type ValueType } from '../expression/index.ts';
import { unwrap } from './wrapped-type.ts';

/** CEL's function that makes a scalar; of the others `int`. */
const celConversions: Partial<Record<ScalarKind, string>> = {
  string: 'string',
  bytes: 'bytes',
  double: 'double',
  float: 'double',
  uint32: 'uint',
  uint64: 'uint',
  fixed32: 'uint',
  fixed64: 'uint',
  bool: 'bool',
};

/** What such functions there are for a scalar that is no number. */
const conversionsFrom: Partial<Record<ScalarKind, readonly string[]>> = {
  string: ['bytes', 'double', 'int', 'uint', 'bool'],
  bytes: ['string'],
  bool: ['string'],
};

/** What to do where a value of one type does not go into another; undefined where there is nothing better than another one. */
export function adviceFor(from: ValueType, to: ValueType): string | undefined {
  if (from.kind === 'list' && to.kind !== 'list') return 'a list goes into a repeated field; take one element with [0]';
  if (to.kind === 'list' && from.kind !== 'list')
    return 'a repeated field takes a list; select a repeated field, or write [value]';
  if (from.kind === 'list' && to.kind === 'list') return elementAdvice(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return `a map goes as it is: declare the field as ${typeName(from)}`;
  const unwrapped = unwrap(from, to);
  if (unwrapped !== undefined) return adviceFor(unwrapped.from, unwrapped.to);
  if (to.kind === 'scalar') return scalarAdvice(from, to.scalar);
  if (to.kind === 'enum') return enumAdvice(to.enum);
  return to.kind === 'message' ? messageAdvice(from, to.message) : undefined;
}

function elementAdvice(from: ValueType, to: ValueType): string | undefined {
  const advice = adviceFor(from, to);
  return advice === undefined ? undefined : `of each element, with list.map(x, …): ${advice}`;
}

function scalarAdvice(from: ValueType, to: ScalarKind): string | undefined {
  if (from.kind === 'message') return fieldAdvice(from.message, { kind: 'scalar', scalar: to });
  if (from.kind === 'map') return 'take one value of the map with [key]';
  if (from.kind === 'list') return undefined;
  const scalar = from.kind === 'enum' ? 'int32' : from.scalar;
  const convert = celConversions[to] ?? 'int';
  const takes = conversionsFrom[scalar] ?? ['string', 'double', 'int', 'uint'];
  if (takes.includes(convert)) return `convert it: ${convert}(…)`;
  if (to === 'bool') return 'compare it: … == …';
  return scalar === 'bool' ? 'choose a value: … ? … : …' : undefined;
}

/** The fields that would fit, else all; of a time or the like they say nothing to anybody. */
function fieldAdvice(message: DescMessage, to: ValueType): string | undefined {
  const fitting = message.fields.filter((field) => typeName(typeOfField(field)) === typeName(to));
  if (fitting.length === 0 && message.typeName.startsWith('google.protobuf.')) return undefined;
  const names = (fitting.length > 0 ? fitting : message.fields).map(({ name }) => name);
  return names.length === 0 ? undefined : `take one of its fields: ${names.join(', ')}`;
}

function enumAdvice({ typeName: name, values }: DescEnum): string {
  return `write a constant, as ${name}.${(values[1] ?? values[0])?.name ?? ''}`;
}

function messageAdvice(from: ValueType, to: DescMessage): string | undefined {
  if (from.kind === 'message') {
    return to.typeName.startsWith('google.protobuf.') ? fieldAdvice(from.message, messageType(to)) : undefined;
  }
  if (to.typeName === 'google.protobuf.Timestamp') return 'make a time of it: timestamp(…)';
  if (to.typeName === 'google.protobuf.Duration') return 'make a duration of it: duration(…)';
  if (to.typeName.startsWith('google.protobuf.')) return undefined;
  const field = to.fields[0]?.name ?? 'field';
  return `write a literal: ${to.typeName}{${field}: …}`;
}

function messageType(message: DescMessage): ValueType {
  return { kind: 'message', message };
}

/** What to do where a condition is no bool. */
export function conditionAdvice({ kind }: CelType): string {
  switch (kind) {
    case 'string':
    case 'bytes':
      return `compare it: … != ${kind === 'string' ? '' : 'b'}''`;
    case 'int':
    case 'enum':
      return 'compare it: … != 0';
    case 'uint':
      return 'compare it: … != 0u';
    case 'double':
      return 'compare it: … != 0.0';
    case 'list':
    case 'map':
      return 'ask for its size: size(…) > 0';
    case 'message':
    case 'timestamp':
    case 'duration':
    case 'wrapper':
      return 'ask whether it is there: has(…), or compare it';
    default:
      return 'write a comparison';
  }
}

/** What to do where a text is no string. */
export function textAdvice({ kind }: CelType): string {
  switch (kind) {
    case 'list':
      return "join it: ….join(', ')";
    case 'message':
    case 'map':
      return 'take a string out of it';
    default:
      return 'convert it: string(…)';
  }
}

const ranges: Partial<Record<ScalarKind, string>> = {
  int32: '-2147483648 to 2147483647',
  sint32: '-2147483648 to 2147483647',
  sfixed32: '-2147483648 to 2147483647',
  uint32: '0 to 4294967295',
  fixed32: '0 to 4294967295',
  float: '-3.4e38 to 3.4e38',
};

/** What a type holds, of those that do not hold all numbers of their kind. */
export function rangeAdvice(to: ValueType): string | undefined {
  switch (to.kind) {
    case 'scalar':
      return ranges[to.scalar] === undefined ? undefined : `${to.scalar} holds ${ranges[to.scalar]}`;
    case 'enum':
      return enumAdvice(to.enum);
    case 'list':
      return rangeAdvice(to.element);
    case 'map':
      return rangeAdvice(to.value) ?? rangeAdvice({ kind: 'scalar', scalar: to.key });
    case 'message': {
      const inner = unwrap(to, to)?.to;
      return inner === undefined ? undefined : rangeAdvice(inner);
    }
  }
}
