/** Assigning: how a value becomes one of another type, as the language says it. */
import { isCelList, type CelValue } from '@bufbuild/cel';
import { create, type DescEnum, type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf';
import { fitCel, naturalType, toCel, zeroOf } from './cel-value.ts';
import type { Outcome } from './expression.ts';
import type { Options } from './options.ts';
import { readField, sameType, typeOf, wrappedScalar, writeField, type Held, type Type, type Value } from './value.ts';

/** What assigning gives. */
export type Assigned =
  | { readonly kind: 'value'; readonly value: Value }
  /** A composed message has to be made from it. */
  | { readonly kind: 'compose'; readonly message: DescMessage; readonly source: Value }
  | { readonly kind: 'list'; readonly elements: readonly Assigned[] }
  | { readonly kind: 'none' }
  /** The conversion failed at run time. */
  | { readonly kind: 'error' };

const none: Assigned = { kind: 'none' };
const error: Assigned = { kind: 'error' };

/**
 * Assigns what an expression gave.
 *
 * @param type - the type wanted; undefined for a `let` or a message's own source, which take what comes
 * @param composes - whether composed messages can be made: not in `args`
 */
export function assign(
  options: Options,
  outcome: Exclude<Outcome, { kind: 'failed' }>,
  type: Type | undefined,
  composes: boolean,
): Assigned {
  switch (outcome.kind) {
    case 'none':
    case 'error':
      return outcome;
    case 'typed':
      return type === undefined
        ? { kind: 'value', value: outcome.value }
        : assignValue(options, outcome.value, type, composes);
    case 'computed':
      return assignComputed(options, outcome.value, type ?? naturalType(outcome.value), composes);
  }
}

function assignComputed(options: Options, value: CelValue, type: Type | undefined, composes: boolean): Assigned {
  if (type === undefined) return none;
  const fitted = fitCel(value, type);
  if (fitted.kind === 'value') return { kind: 'value', value: { type, held: fitted.held } };
  if (fitted.kind === 'none') return none;
  const natural = naturalType(value);
  const own = natural === undefined ? fitted : fitCel(value, natural);
  if (natural === undefined || own.kind !== 'value') return error;
  const [from, to] =
    isCelList(value) && natural.kind === 'list' && type.kind === 'list'
      ? [natural.element, type.element]
      : [natural, type];
  // A scalar that does not fit is no other scalar either.
  if (to.kind !== 'message' || (from.kind === 'scalar' && !options.isComposed(to.message))) return error;
  return assignValue(options, { type: natural, held: own.held }, type, composes);
}

/** Assigns a value that has a type of its own. */
function assignValue(options: Options, value: Value, type: Type, composes: boolean): Assigned {
  if (sameType(value.type, type)) return { kind: 'value', value: { type, held: value.held } };
  if (value.type.kind === 'list' && type.kind === 'list') {
    const { element } = value.type;
    const elements = (value.held as readonly Held[]).map((held) =>
      assignValue(options, { type: element, held }, type.element, composes),
    );
    return { kind: 'list', elements };
  }
  if (type.kind === 'message' && options.isComposed(type.message) && composes) {
    return { kind: 'compose', message: type.message, source: value };
  }
  if (wrappedScalar(value.type) !== undefined || wrappedScalar(type) !== undefined) {
    const fitted = fitCel(celOf(value), type);
    if (fitted.kind === 'value') return { kind: 'value', value: { type, held: fitted.held } };
    return fitted.kind === 'none' ? none : error;
  }
  return { kind: 'value', value: { type, held: convert(value, type) } };
}

function celOf(value: Value): CelValue {
  // Wrappers and scalars are all that comes here, and those are the same as input and as value.
  return toCel(value) as CelValue;
}

/** Another encoding of a number, an enum by value names, a message by field names. */
function convert(value: Value, type: Type): Held {
  const { held } = value;
  if (type.kind === 'scalar') return is64(type.scalar) && typeof held === 'number' ? BigInt(held) : held;
  if (type.kind === 'enum' && value.type.kind === 'enum')
    return convertEnum(held as number, value.type.enum, type.enum);
  if (type.kind !== 'message' || value.type.kind !== 'message') throw new TypeError('types that do not go together');
  const made = create(type.message);
  const filled = new Set<DescField['oneof']>();
  for (const field of type.message.fields) {
    const counterpart = value.type.message.fields.find(({ name }) => name === field.name);
    const found = counterpart === undefined ? undefined : readField(held as Message, counterpart);
    if (counterpart === undefined || found === undefined) continue;
    if (field.oneof !== undefined && filled.has(field.oneof)) continue;
    filled.add(field.oneof);
    writeField(made, field, convertField({ type: typeOf(counterpart), held: found }, typeOf(field)));
  }
  return made;
}

function convertField(value: Value, type: Type): Held {
  if (sameType(value.type, type)) return value.held;
  if (value.type.kind === 'list' && type.kind === 'list') {
    const { element } = value.type;
    return (value.held as readonly Held[]).map((held) => convertField({ type: element, held }, type.element));
  }
  const bare = unwrap(value);
  const scalar = wrappedScalar(type);
  if (scalar === undefined || type.kind !== 'message') return convert(bare, type);
  const wrapper = create(type.message);
  const [inner] = type.message.fields;
  if (inner !== undefined) writeField(wrapper, inner, convert(bare, { kind: 'scalar', scalar }));
  return wrapper;
}

/** A wrapper's scalar; any other value as it is. */
function unwrap(value: Value): Value {
  const scalar = wrappedScalar(value.type);
  if (scalar === undefined || value.type.kind !== 'message') return value;
  const [inner] = value.type.message.fields;
  const held = inner === undefined ? undefined : readField(value.held as Message, inner);
  return { type: { kind: 'scalar', scalar }, held: held ?? zeroOf(scalar) };
}

function convertEnum(number: number, from: DescEnum, to: DescEnum): number {
  if (number === 0) return 0;
  const names = from.values.filter((value) => value.number === number).map(({ name }) => withoutPrefix(name, from));
  return to.values.find((value) => names.includes(withoutPrefix(value.name, to)))?.number ?? 0;
}

function withoutPrefix(value: string, { name }: DescEnum): string {
  const prefix = `${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}_`;
  return value.startsWith(prefix) && value !== prefix ? value.slice(prefix.length) : value;
}

function is64(scalar: ScalarType): boolean {
  return [ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64].includes(
    scalar,
  );
}
