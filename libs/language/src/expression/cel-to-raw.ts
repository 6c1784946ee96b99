import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import { toBinary, type DescEnum, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { Writer, type RawValue, type ScalarKind } from '@tributary/wire';
import { celTypeOf, celTypeOfScalar, type CelType, type Wrapped } from './cel-type.ts';
import { JsonWriter } from './json-writer.ts';
import { entryWriter } from './map-entry.ts';
import { fitScalar, kindOf } from './scalar-range.ts';
import { typeName, type ValueType } from './value-type.ts';

/** What assigning a computed value gives: a raw value, none (a null), or why it cannot be. */
export type Written =
  | { readonly kind: 'value'; readonly value: RawValue }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string };

/** Turns a computed value into a raw one. */
export type CelWriter = (value: CelValue) => Written;

const none: Written = { kind: 'none' };
const anyName = 'google.protobuf.Any';

/**
 * Makes ready what turns computed values into raw values of a type; undefined where the types do not go together.
 *
 * An int, uint or double goes to any field of its kind, and fails where it does not fit; timestamps, durations and
 * wrappers go to the well-known types and back; a null is none; lists and maps go element by element; a message goes to
 * its own type. What is dyn is seen when it is evaluated. JSON and Any take what CEL lets them take.
 */
export function celWriter(from: CelType, to: ValueType, registry: Registry): CelWriter | undefined {
  if (from.kind === 'null') return isNullTo(to) ? () => none : jsonOrUndefined(to, registry);
  const write = writerOf(from, to, registry);
  return write === undefined ? undefined : caught(write);
}

function isNullTo(to: ValueType): boolean {
  return to.kind === 'message' && to.message.typeName !== 'google.protobuf.Value';
}

function jsonOrUndefined(to: ValueType, registry: Registry): CelWriter | undefined {
  if (to.kind !== 'message' || to.message.typeName !== 'google.protobuf.Value') return undefined;
  return (value) => ({ kind: 'value', value: new JsonWriter(registry).value(value) });
}

/** Encoding can refuse what types cannot tell: strings with half a surrogate, Any of a type that is not known. */
function caught(write: CelWriter): CelWriter {
  return (value) => {
    try {
      return write(value);
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  };
}

function writerOf(from: CelType, to: ValueType, registry: Registry): CelWriter | undefined {
  switch (to.kind) {
    case 'scalar':
      return scalarWriter(from, to.scalar);
    case 'enum':
      return enumWriter(from, to.enum);
    case 'message':
      return messageWriter(from, to.message, registry);
    case 'list':
      return listWriter(from, to.element, registry);
    case 'map':
      return mapWriter(from, to, registry);
  }
}

function failed(message: string): Written {
  return { kind: 'failed', message };
}

function unfit(value: CelValue, to: ValueType): Written {
  return value === null ? none : failed(`a value of type ${kindOf(value)} is no ${typeName(to)}`);
}

/** The scalar that values of a type are, if they are one: an enum's is int, a wrapper's what it wraps. */
function scalarOf(from: CelType): Wrapped | 'dyn' | undefined {
  switch (from.kind) {
    case 'int':
    case 'uint':
    case 'double':
    case 'bool':
    case 'string':
    case 'bytes':
    case 'dyn':
      return from.kind;
    case 'enum':
      return 'int';
    case 'wrapper':
      return from.of;
    default:
      return undefined;
  }
}

function scalarWriter(from: CelType, to: ScalarKind): CelWriter | undefined {
  const { kind } = celTypeOfScalar(to);
  const scalar = scalarOf(from);
  if (scalar !== kind && scalar !== 'dyn') return undefined;
  return (value) => {
    if (kindOf(value) !== kind) return unfit(value, { kind: 'scalar', scalar: to });
    return fitScalar(value, to);
  };
}

function enumWriter(from: CelType, to: DescEnum): CelWriter | undefined {
  // Another enum goes by the names of its values, which is not CEL's business.
  if (from.kind === 'enum' && from.enum.typeName !== to.typeName) return undefined;
  const scalar = scalarOf(from);
  if (scalar !== 'int' && scalar !== 'dyn') return undefined;
  const known = new Set(to.values.map(({ number }) => number));
  return (value) => {
    if (typeof value !== 'bigint') return unfit(value, { kind: 'enum', enum: to });
    const fitted = fitScalar(value, 'int32');
    if (fitted.kind !== 'value' || to.open || known.has(Number(value))) return fitted;
    return failed(`${to.typeName} has no value ${value}`);
  };
}

function messageWriter(from: CelType, to: DescMessage, registry: Registry): CelWriter | undefined {
  switch (to.typeName) {
    case anyName:
      return from.kind === 'type' ? undefined : (value) => writeAny(value, registry);
    case 'google.protobuf.Value':
      return from.kind === 'type' ? undefined : (value) => bytes(new JsonWriter(registry).value(value));
    case 'google.protobuf.Struct':
      if (!isStruct(from)) return undefined;
      return (value) => (isCelMap(value) ? bytes(new JsonWriter(registry).struct(value)) : misfit(value, to));
    case 'google.protobuf.ListValue':
      if (from.kind !== 'list' && from.kind !== 'dyn') return undefined;
      return (value) => (isCelList(value) ? bytes(new JsonWriter(registry).list(value)) : misfit(value, to));
  }
  const own = celTypeOf({ kind: 'message', message: to });
  if (own.kind === 'wrapper') return wrapperWriter(from, to);
  const same =
    from.kind === 'dyn' ||
    (from.kind === own.kind && (from.kind !== 'message' || from.message.typeName === to.typeName));
  if (!same) return undefined;
  return (value) => {
    if (!isReflectMessage(value) || value.desc.typeName !== to.typeName) return misfit(value, to);
    return bytes(toBinary(value.desc, value.message));
  };
}

function isStruct(from: CelType): boolean {
  return from.kind === 'dyn' || (from.kind === 'map' && (from.key.kind === 'string' || from.key.kind === 'dyn'));
}

function bytes(value: Uint8Array): Written {
  return { kind: 'value', value };
}

function misfit(value: CelValue, to: DescMessage): Written {
  return unfit(value, { kind: 'message', message: to });
}

function wrapperWriter(from: CelType, to: DescMessage): CelWriter | undefined {
  const field = to.fields[0];
  if (field?.fieldKind !== 'scalar') return undefined;
  const scalar = wrapperScalars[to.typeName];
  const write = scalar === undefined ? undefined : scalarWriter(from, scalar);
  if (write === undefined || scalar === undefined) return undefined;
  return (value) => {
    const written = write(value);
    return written.kind === 'value' ? bytes(wrap(scalar, written.value)) : written;
  };
}

const wrapperScalars: Readonly<Record<string, ScalarKind>> = {
  'google.protobuf.BoolValue': 'bool',
  'google.protobuf.BytesValue': 'bytes',
  'google.protobuf.DoubleValue': 'double',
  'google.protobuf.FloatValue': 'float',
  'google.protobuf.Int32Value': 'int32',
  'google.protobuf.Int64Value': 'int64',
  'google.protobuf.StringValue': 'string',
  'google.protobuf.UInt32Value': 'uint32',
  'google.protobuf.UInt64Value': 'uint64',
};

/** A wrapper's payload: its one field, the first. */
function wrap(scalar: ScalarKind, value: RawValue): Uint8Array {
  // An entry's value is written the same way, as field 2: the tag's number is all that differs.
  const entry = entryWriter('bool', { kind: 'scalar', scalar })(false, value);
  const payload = entry.slice(2);
  payload[0] = (payload[0] ?? 0) - 8;
  return payload;
}

function writeAny(value: CelValue, registry: Registry): Written {
  if (value === null) return none;
  // One whose type is not known stays packed.
  if (isReflectMessage(value) && value.desc.typeName === anyName) return bytes(toBinary(value.desc, value.message));
  const packed = packedAs(value, registry);
  if (packed === undefined) return failed('a type cannot be packed into an Any');
  const writer = new Writer();
  writer.string(1, `type.googleapis.com/${packed.typeName}`);
  writer.bytes(2, packed.payload);
  return bytes(writer.finish());
}

interface Packed {
  readonly typeName: string;
  readonly payload: Uint8Array;
}

const packedScalars: Readonly<Record<string, readonly [string, ScalarKind]>> = {
  int: ['google.protobuf.Int64Value', 'int64'],
  uint: ['google.protobuf.UInt64Value', 'uint64'],
  double: ['google.protobuf.DoubleValue', 'double'],
  bool: ['google.protobuf.BoolValue', 'bool'],
  string: ['google.protobuf.StringValue', 'string'],
  bytes: ['google.protobuf.BytesValue', 'bytes'],
};

function packedAs(value: CelValue, registry: Registry): Packed | undefined {
  if (isReflectMessage(value)) {
    return { typeName: value.desc.typeName, payload: toBinary(value.desc, value.message) };
  }
  if (isCelList(value)) {
    return { typeName: 'google.protobuf.ListValue', payload: new JsonWriter(registry).list(value) };
  }
  if (isCelMap(value)) return { typeName: 'google.protobuf.Struct', payload: new JsonWriter(registry).struct(value) };
  const [name, scalar] = packedScalars[kindOf(value)] ?? [];
  if (name === undefined || scalar === undefined) return undefined;
  const written = fitScalar(value, scalar);
  return written.kind === 'value' ? { typeName: name, payload: wrap(scalar, written.value) } : undefined;
}

function listWriter(from: CelType, to: ValueType, registry: Registry): CelWriter | undefined {
  const element: CelType | undefined = from.kind === 'dyn' ? from : from.kind === 'list' ? from.element : undefined;
  const write = element === undefined ? undefined : writerOf(element, to, registry);
  if (write === undefined) return undefined;
  return (value) => {
    if (!isCelList(value)) return unfit(value, { kind: 'list', element: to });
    const elements: RawValue[] = [];
    for (const item of value) {
      const written = write(item);
      if (written.kind === 'none') return failed('a repeated field cannot hold null');
      if (written.kind === 'failed') return written;
      elements.push(written.value);
    }
    return { kind: 'value', value: elements };
  };
}

function mapWriter(from: CelType, to: Extract<ValueType, { kind: 'map' }>, registry: Registry): CelWriter | undefined {
  const types = from.kind === 'dyn' ? { key: from, value: from } : from.kind === 'map' ? from : undefined;
  if (types === undefined) return undefined;
  const writeKey = scalarWriter(types.key, to.key);
  const writeValue = writerOf(types.value, to.value, registry);
  if (writeKey === undefined || writeValue === undefined) return undefined;
  const writeEntry = entryWriter(to.key, to.value);
  return (map) => {
    if (!isCelMap(map)) return unfit(map, to);
    const entries: RawValue[] = [];
    for (const [key, held] of map) {
      const [first, second] = [writeKey(key), writeValue(held)];
      if (first.kind === 'failed') return first;
      if (second.kind === 'failed') return second;
      if (first.kind === 'none' || second.kind === 'none') return failed('a map field cannot hold null');
      entries.push(writeEntry(first.value, second.value));
    }
    return { kind: 'value', value: entries };
  };
}

/**
 * What is wrong with assigning a constant to a type, although the types go together: a number out of range. Undefined:
 * nothing.
 */
export function literalOutOfRange(constant: CelValue, to: ValueType): string | undefined {
  switch (to.kind) {
    case 'scalar':
      return outOfRange(constant, to.scalar);
    case 'enum':
      return outOfRange(constant, 'int32');
    case 'message': {
      const scalar = wrapperScalars[to.message.typeName];
      return scalar === undefined ? undefined : outOfRange(constant, scalar);
    }
    case 'list':
      return isCelList(constant) ? first(constant, (element) => literalOutOfRange(element, to.element)) : undefined;
    case 'map':
      if (!isCelMap(constant)) return undefined;
      return first(constant, ([key, held]) => outOfRange(key, to.key) ?? literalOutOfRange(held, to.value));
  }
}

function outOfRange(constant: CelValue, to: ScalarKind): string | undefined {
  if (kindOf(constant) !== celTypeOfScalar(to).kind) return undefined;
  const written = fitScalar(constant, to);
  return written.kind === 'failed' ? written.message : undefined;
}

function first<T>(values: Iterable<T>, find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
