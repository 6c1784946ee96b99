import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import { toBinary, type DescEnum, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import type { RawValue, ScalarKind } from '@tributary/wire';
import { writeAny } from './any-writer.ts';
import { celTypeOf, celTypeOfScalar, type CelType, type Wrapped } from './cel-type.ts';
import { JsonWriter } from './json-writer.ts';
import { entryWriter } from './map-entry.ts';
import { fitScalar, kindOf } from './scalar-range.ts';
import { typeName, type ValueType } from './value-type.ts';
import { wrap, wrapperScalars } from './wrapper.ts';
import { failed, none, written, type CelWriter, type Written } from './written.ts';

/**
 * Makes ready what turns computed values into raw values of a type; undefined where the types do not go together.
 *
 * An int, uint or double goes to any field of its kind, and fails where it does not fit; timestamps, durations and
 * wrappers go to the well-known types and back; a null is none; lists and maps go element by element; a message goes to
 * its own type. What is dyn is seen when it is evaluated. JSON and Any take what CEL lets them take.
 */
export function celWriter(from: CelType, to: ValueType, registry: Registry): CelWriter | undefined {
  if (from.kind === 'null') return jsonOrUndefined(to, registry) ?? (() => none);
  const write = writerOf(from, to, registry);
  return write === undefined ? undefined : caught(write);
}

function jsonOrUndefined(to: ValueType, registry: Registry): CelWriter | undefined {
  if (to.kind !== 'message' || to.message.typeName !== 'google.protobuf.Value') return undefined;
  return (value) => written(new JsonWriter(registry).value(value));
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
    case 'google.protobuf.Any':
      return from.kind === 'type' ? undefined : (value) => writeAny(value, registry);
    case 'google.protobuf.Value':
      return from.kind === 'type' ? undefined : (value) => written(new JsonWriter(registry).value(value));
    case 'google.protobuf.Struct':
      if (!isStruct(from)) return undefined;
      return (value) => (isCelMap(value) ? written(new JsonWriter(registry).struct(value)) : misfit(value, to));
    case 'google.protobuf.ListValue':
      if (from.kind !== 'list' && from.kind !== 'dyn') return undefined;
      return (value) => (isCelList(value) ? written(new JsonWriter(registry).list(value)) : misfit(value, to));
  }
  const own = celTypeOf({ kind: 'message', message: to });
  if (own.kind === 'wrapper') return wrapperWriter(from, to);
  const same =
    from.kind === 'dyn' ||
    (from.kind === own.kind && (from.kind !== 'message' || from.message.typeName === to.typeName));
  if (!same) return undefined;
  return (value) => {
    if (!isReflectMessage(value) || value.desc.typeName !== to.typeName) return misfit(value, to);
    return written(toBinary(value.desc, value.message));
  };
}

function isStruct(from: CelType): boolean {
  return from.kind === 'dyn' || (from.kind === 'map' && (from.key.kind === 'string' || from.key.kind === 'dyn'));
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
    const made = write(value);
    return made.kind === 'value' ? written(wrap(scalar, made.value)) : made;
  };
}

function listWriter(from: CelType, to: ValueType, registry: Registry): CelWriter | undefined {
  const element: CelType | undefined = from.kind === 'dyn' ? from : from.kind === 'list' ? from.element : undefined;
  const write = element === undefined ? undefined : writerOf(element, to, registry);
  if (write === undefined) return undefined;
  return (value) => {
    if (!isCelList(value)) return unfit(value, { kind: 'list', element: to });
    const elements: RawValue[] = [];
    for (const item of value) {
      const made = write(item);
      if (made.kind === 'none') return failed('a repeated field cannot hold null');
      if (made.kind === 'failed') return made;
      elements.push(made.value);
    }
    return written(elements);
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
    return written(entries);
  };
}
