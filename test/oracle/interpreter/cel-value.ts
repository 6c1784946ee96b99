/** Values of CEL: made from decoded ones, and fitted back to protobuf types. */
import { celList, celMap, celUint, isCelList, isCelMap, isCelUint } from '@bufbuild/cel';
import type { CelInput, CelValue } from '@bufbuild/cel';
import { create, isMessage, ScalarType, type Message } from '@bufbuild/protobuf';
import { isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { readField, wrappedScalar, writeField, type Held, type Type, type Value } from './value.ts';

const signed32 = new Set([ScalarType.INT32, ScalarType.SINT32, ScalarType.SFIXED32]);
const signed64 = new Set([ScalarType.INT64, ScalarType.SINT64, ScalarType.SFIXED64]);
const unsigned32 = new Set([ScalarType.UINT32, ScalarType.FIXED32]);
const unsigned64 = new Set([ScalarType.UINT64, ScalarType.FIXED64]);

/** A value as CEL has it. */
export function toCel({ type, held }: Value): CelInput {
  switch (type.kind) {
    case 'scalar':
      return scalarToCel(type.scalar, held);
    case 'enum':
      return BigInt(held as number);
    case 'message': {
      const scalar = wrappedScalar(type);
      const [inner] = type.message.fields;
      if (scalar === undefined || inner === undefined) return reflect(type.message, held as Message);
      const wrapped = readField(held as Message, inner);
      return scalarToCel(scalar, wrapped ?? zeroOf(scalar));
    }
    case 'list':
      return celList((held as readonly Held[]).map((element) => toCel({ type: type.element, held: element })));
    case 'map':
      return celMap(
        new Map(
          [...(held as ReadonlyMap<string, Held>)].map(([key, value]) => [
            scalarToCel(type.key, key) as string,
            toCel({ type: type.value, held: value }),
          ]),
        ),
      );
  }
}

/** What a name of this type reads as where it is missing: the default, of a wrapper null. */
export function missingToCel(type: Type, held: Held): CelInput {
  return wrappedScalar(type) === undefined ? toCel({ type, held }) : null;
}

function scalarToCel(scalar: ScalarType, held: Held): CelInput {
  if (signed32.has(scalar) || signed64.has(scalar)) return BigInt(held as number | bigint);
  if (unsigned32.has(scalar) || unsigned64.has(scalar)) return celUint(BigInt(held as number | bigint));
  return held as CelInput;
}

/** The zero of a scalar. */
export function zeroOf(scalar: ScalarType): Held {
  switch (scalar) {
    case ScalarType.STRING:
      return '';
    case ScalarType.BYTES:
      return new Uint8Array();
    case ScalarType.BOOL:
      return false;
    default:
      return 0;
  }
}

/** A value of CEL as one of a type: or there is none (a null), or it does not fit. */
export type Fitted =
  { readonly kind: 'value'; readonly held: Held } | { readonly kind: 'none' } | { readonly kind: 'failed' };

const failed: Fitted = { kind: 'failed' };

/** Fits a value of CEL to a type that it goes into as it is, or by its kind. */
export function fitCel(value: CelValue, type: Type): Fitted {
  if (value === null) return { kind: 'none' };
  switch (type.kind) {
    case 'scalar':
      return fitScalar(value, type.scalar);
    case 'enum':
      return fitScalar(value, ScalarType.INT32);
    case 'message':
      return fitMessage(value, type);
    case 'list':
      return isCelList(value) ? fitList(value, type.element) : failed;
    case 'map':
      return isCelMap(value) ? fitMap(value, type) : failed;
  }
}

function fitScalar(value: CelValue, scalar: ScalarType): Fitted {
  switch (scalar) {
    case ScalarType.STRING:
      return typeof value === 'string' ? { kind: 'value', held: value } : failed;
    case ScalarType.BOOL:
      return typeof value === 'boolean' ? { kind: 'value', held: value } : failed;
    case ScalarType.BYTES:
      return value instanceof Uint8Array ? { kind: 'value', held: value } : failed;
    case ScalarType.DOUBLE:
      return typeof value === 'number' ? { kind: 'value', held: value } : failed;
    case ScalarType.FLOAT: {
      if (typeof value !== 'number') return failed;
      const rounded = Math.fround(value);
      return Number.isFinite(value) && !Number.isFinite(rounded) ? failed : { kind: 'value', held: rounded };
    }
    default:
      return fitInteger(value, scalar);
  }
}

function fitInteger(value: CelValue, scalar: ScalarType): Fitted {
  if (signed32.has(scalar) || signed64.has(scalar)) {
    if (typeof value !== 'bigint') return failed;
    const bits = signed32.has(scalar) ? 32 : 64;
    if (BigInt.asIntN(bits, value) !== value) return failed;
    return { kind: 'value', held: bits === 32 ? Number(value) : value };
  }
  if (!isCelUint(value)) return failed;
  const bits = unsigned32.has(scalar) ? 32 : 64;
  if (BigInt.asUintN(bits, value.value) !== value.value) return failed;
  return { kind: 'value', held: bits === 32 ? Number(value.value) : value.value };
}

function fitMessage(value: CelValue, type: Type & { kind: 'message' }): Fitted {
  const scalar = wrappedScalar(type);
  const [inner] = type.message.fields;
  if (scalar !== undefined && inner !== undefined) {
    const fitted = fitScalar(value, scalar);
    if (fitted.kind !== 'value') return fitted;
    const wrapper = create(type.message);
    writeField(wrapper, inner, fitted.held);
    return { kind: 'value', held: wrapper };
  }
  if (!isReflectMessage(value) || value.desc.typeName !== type.message.typeName) return failed;
  return { kind: 'value', held: value.message };
}

function fitList(list: Iterable<CelValue>, element: Type): Fitted {
  const held: Held[] = [];
  for (const value of list) {
    const fitted = fitCel(value, element);
    if (fitted.kind !== 'value') return failed;
    held.push(fitted.held);
  }
  return { kind: 'value', held };
}

function fitMap(map: Iterable<readonly [CelValue, CelValue]>, type: Type & { kind: 'map' }): Fitted {
  const held = new Map<string, Held>();
  for (const [key, value] of map) {
    const fittedKey = fitScalar(key, type.key);
    const fittedValue = fitCel(value, type.value);
    if (fittedKey.kind !== 'value' || fittedValue.kind !== 'value') return failed;
    held.set(fittedKey.held as string, fittedValue.held);
  }
  return { kind: 'value', held };
}

/** The type that a computed value has on its own; undefined for an empty list and such. */
export function naturalType(value: CelValue): Type | undefined {
  if (isReflectMessage(value)) {
    if (isMessage(value.message, TimestampSchema)) return { kind: 'message', message: TimestampSchema };
    if (isMessage(value.message, DurationSchema)) return { kind: 'message', message: DurationSchema };
    return { kind: 'message', message: value.desc };
  }
  if (isCelUint(value)) return { kind: 'scalar', scalar: ScalarType.UINT64 };
  if (value instanceof Uint8Array) return { kind: 'scalar', scalar: ScalarType.BYTES };
  if (isCelList(value)) {
    const [first] = value;
    const element = first === undefined ? undefined : naturalType(first);
    return { kind: 'list', element: element ?? { kind: 'scalar', scalar: ScalarType.STRING } };
  }
  if (isCelMap(value)) {
    const [entry] = value;
    const string: Type = { kind: 'scalar', scalar: ScalarType.STRING };
    const key = entry === undefined ? string : (naturalType(entry[0]) ?? string);
    const held = entry === undefined ? string : (naturalType(entry[1]) ?? string);
    return { kind: 'map', key: key.kind === 'scalar' ? key.scalar : ScalarType.STRING, value: held };
  }
  switch (typeof value) {
    case 'bigint':
      return { kind: 'scalar', scalar: ScalarType.INT64 };
    case 'number':
      return { kind: 'scalar', scalar: ScalarType.DOUBLE };
    case 'string':
      return { kind: 'scalar', scalar: ScalarType.STRING };
    case 'boolean':
      return { kind: 'scalar', scalar: ScalarType.BOOL };
    default:
      return undefined;
  }
}
