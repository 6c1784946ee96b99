/** Decoded values with their protobuf types, and what protobuf says of their defaults and presence. */
import { create, ScalarType, type DescEnum, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { isReflectMessage, reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

/** The type of a field, of a list's element, or of a name. */
export type Type =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'enum'; readonly enum: DescEnum }
  | { readonly kind: 'message'; readonly message: DescMessage }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'map'; readonly key: ScalarType; readonly value: Type };

/** A decoded value, as protobuf-es has it. */
export type Held =
  | number
  | bigint
  | string
  | boolean
  | Uint8Array
  | Message
  | readonly Held[]
  | ReadonlyMap<number | bigint | string | boolean, Held>;

/** A value and its type. */
export interface Value {
  readonly type: Type;
  readonly held: Held;
}

/** The type of a field's value. */
export function typeOf(field: DescField): Type {
  switch (field.fieldKind) {
    case 'list':
      return { kind: 'list', element: elementType(field) };
    case 'map':
      return { kind: 'map', key: field.mapKey, value: elementType(field) };
    case 'scalar':
    case 'enum':
    case 'message':
      return elementType(field);
  }
}

function elementType({ message, enum: enumeration, scalar }: DescField): Type {
  if (message !== undefined) return { kind: 'message', message };
  if (enumeration !== undefined) return { kind: 'enum', enum: enumeration };
  return { kind: 'scalar', scalar };
}

/** Whether two types are the same to protobuf. */
export function sameType(a: Type, b: Type): boolean {
  switch (a.kind) {
    case 'scalar':
      return b.kind === 'scalar' && a.scalar === b.scalar;
    case 'enum':
      return b.kind === 'enum' && a.enum.typeName === b.enum.typeName;
    case 'message':
      return b.kind === 'message' && a.message.typeName === b.message.typeName;
    case 'list':
      return b.kind === 'list' && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && a.key === b.key && sameType(a.value, b.value);
  }
}

/** The name of a wrapper's scalar: the wrapper of `google/protobuf/wrappers.proto`, or undefined. */
export function wrappedScalar(type: Type): ScalarType | undefined {
  if (type.kind !== 'message' || !/^google\.protobuf\.\w+Value$/.test(type.message.typeName)) return undefined;
  const [field] = type.message.fields;
  return field?.fieldKind === 'scalar' && type.message.fields.length === 1 ? field.scalar : undefined;
}

/** A field's value; undefined where it is unset (CEL's `has()`: without presence, at its zero value). */
export function readField(message: Message, field: DescField): Held | undefined {
  const reflected = reflect(field.parent, message);
  if (!reflected.isSet(field)) return undefined;
  return field.fieldKind === 'list' || field.fieldKind === 'map'
    ? readAggregate(reflected, field)
    : single(reflected.get(field));
}

function readAggregate(message: ReflectMessage, field: DescField & { fieldKind: 'list' | 'map' }): Held {
  if (field.fieldKind === 'list') return [...message.get(field)].map(single);
  return new Map([...message.get(field)].map(([key, value]) => [key as string, single(value)]));
}

function single(value: unknown): Held {
  return isReflectMessage(value) ? value.message : (value as Held);
}

/** Follows a path through singular messages; undefined where it ends unset. */
export function readPath({ held }: Value, path: readonly DescField[]): Held | undefined {
  let at: Held | undefined = held;
  for (const field of path) {
    if (at === undefined) return undefined;
    at = readField(at as Message, field);
  }
  return at;
}

/** Sets a field. */
export function writeField(message: Message, field: DescField, held: Held): void {
  const reflected = reflect(field.parent, message);
  switch (field.fieldKind) {
    case 'list': {
      const list = reflected.get(field);
      list.clear();
      for (const element of held as readonly Held[]) list.add(reflectedElement(field.message, element));
      return;
    }
    case 'map': {
      const map = reflected.get(field);
      map.clear();
      for (const [key, element] of held as ReadonlyMap<string, Held>)
        map.set(key, reflectedElement(field.message, element));
      return;
    }
    case 'message':
      reflected.set(field, reflect(field.message, held as Message));
      return;
    case 'scalar':
    case 'enum':
      reflected.set(field, held);
  }
}

function reflectedElement(message: DescMessage | undefined, held: Held): unknown {
  return message === undefined ? held : reflect(message, held as Message);
}

/** What a name reads as where it is missing and only asked about. */
export function defaultOf(type: Type): Held {
  switch (type.kind) {
    case 'scalar':
      return scalarDefault(type.scalar);
    case 'enum':
      return type.enum.values[0]?.number ?? 0;
    case 'message':
      return create(type.message);
    case 'list':
      return [];
    case 'map':
      return new Map();
  }
}

function scalarDefault(scalar: ScalarType): Held {
  switch (scalar) {
    case ScalarType.STRING:
      return '';
    case ScalarType.BYTES:
      return new Uint8Array();
    case ScalarType.BOOL:
      return false;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
    case ScalarType.SINT64:
      return 0n;
    default:
      return 0;
  }
}
