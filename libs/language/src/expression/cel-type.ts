import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import type { ScalarKind } from '@tributary/wire';
import type { ValueType } from './value-type.ts';

/** What a wrapper of `google/protobuf/wrappers.proto` wraps. */
export type Wrapped = 'int' | 'uint' | 'double' | 'bool' | 'string' | 'bytes';

/**
 * A type of CEL over leaves of some kind: {@link CelType} has none, the checker adds types that are still open.
 *
 * - `enum` behaves as `int` in operators; it is kept so that constants and enum fields can be assigned to their enum.
 * - `wrapper` is one of `google/protobuf/wrappers.proto`: its scalar, or null.
 * - `dyn` is checked when it is evaluated; `google.protobuf.Any` and `google.protobuf.Value` are dyn.
 */
export type TypeTerm<Leaf> =
  | Leaf
  | { readonly kind: Wrapped | 'null' | 'dyn' | 'timestamp' | 'duration' | 'type' }
  | { readonly kind: 'enum'; readonly enum: DescEnum }
  | { readonly kind: 'wrapper'; readonly of: Wrapped }
  | { readonly kind: 'message'; readonly message: DescMessage }
  | { readonly kind: 'list'; readonly element: TypeTerm<Leaf> }
  | { readonly kind: 'map'; readonly key: TypeTerm<Leaf>; readonly value: TypeTerm<Leaf> };

/** A type that inference has yet to find, as the element's of `[]`. */
export interface OpenType {
  readonly kind: 'open';
  readonly id: number;
}

/** The type of an expression as CEL knows it. */
export type CelType = TypeTerm<never>;

const scalars: Readonly<Record<ScalarKind, Wrapped>> = {
  double: 'double',
  float: 'double',
  int32: 'int',
  int64: 'int',
  uint32: 'uint',
  uint64: 'uint',
  sint32: 'int',
  sint64: 'int',
  fixed32: 'uint',
  fixed64: 'uint',
  sfixed32: 'int',
  sfixed64: 'int',
  bool: 'bool',
  string: 'string',
  bytes: 'bytes',
};

const dyn: CelType = { kind: 'dyn' };

/** The well-known messages that CEL knows as types of its own. */
const wellKnown: ReadonlyMap<string, CelType> = new Map<string, CelType>([
  ['google.protobuf.Timestamp', { kind: 'timestamp' }],
  ['google.protobuf.Duration', { kind: 'duration' }],
  ['google.protobuf.Any', dyn],
  ['google.protobuf.Value', dyn],
  ['google.protobuf.Struct', { kind: 'map', key: { kind: 'string' }, value: dyn }],
  ['google.protobuf.ListValue', { kind: 'list', element: dyn }],
  ['google.protobuf.BoolValue', { kind: 'wrapper', of: 'bool' }],
  ['google.protobuf.BytesValue', { kind: 'wrapper', of: 'bytes' }],
  ['google.protobuf.DoubleValue', { kind: 'wrapper', of: 'double' }],
  ['google.protobuf.FloatValue', { kind: 'wrapper', of: 'double' }],
  ['google.protobuf.Int32Value', { kind: 'wrapper', of: 'int' }],
  ['google.protobuf.Int64Value', { kind: 'wrapper', of: 'int' }],
  ['google.protobuf.StringValue', { kind: 'wrapper', of: 'string' }],
  ['google.protobuf.UInt32Value', { kind: 'wrapper', of: 'uint' }],
  ['google.protobuf.UInt64Value', { kind: 'wrapper', of: 'uint' }],
]);

/** The CEL type of a scalar. */
export function celTypeOfScalar(scalar: ScalarKind): { readonly kind: Wrapped } {
  return { kind: scalars[scalar] };
}

/** The CEL type that values of a protobuf type have. */
export function celTypeOf(type: ValueType): CelType {
  switch (type.kind) {
    case 'scalar':
      return celTypeOfScalar(type.scalar);
    case 'enum':
      return { kind: 'enum', enum: type.enum };
    case 'message':
      return wellKnown.get(type.message.typeName) ?? { kind: 'message', message: type.message };
    case 'list':
      return { kind: 'list', element: celTypeOf(type.element) };
    case 'map':
      return { kind: 'map', key: celTypeOfScalar(type.key), value: celTypeOf(type.value) };
  }
}

/** Whether a message is one that CEL knows as a type of its own: a wrapper, a time, JSON, Any. */
export function isWellKnown(message: DescMessage): boolean {
  return wellKnown.has(message.typeName);
}

const timeNames: Readonly<Record<string, string>> = {
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

/** The type for people: `int`, `list(string)`, `map(string, catalog.v1.Movie)`. A type that is still open is dyn. */
export function celTypeName(type: TypeTerm<OpenType>): string {
  switch (type.kind) {
    case 'open':
      return 'dyn';
    case 'enum':
      return type.enum.typeName;
    case 'message':
      return type.message.typeName;
    case 'wrapper':
      return `wrapper(${type.of})`;
    case 'list':
      return `list(${celTypeName(type.element)})`;
    case 'map':
      return `map(${celTypeName(type.key)}, ${celTypeName(type.value)})`;
    default:
      return timeNames[type.kind] ?? type.kind;
  }
}
