import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { ScalarKind } from '@tributary/wire';

/** The type of a value as protobuf knows it: of a field, of an element of one, or of a whole message. */
export type ValueType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarKind }
  | { readonly kind: 'enum'; readonly enum: DescEnum }
  | { readonly kind: 'message'; readonly message: DescMessage }
  | { readonly kind: 'list'; readonly element: ValueType }
  | { readonly kind: 'map'; readonly key: ScalarKind; readonly value: ValueType };

/** A map's value, or a list's element: anything but another list or map. */
type SingularType = Exclude<ValueType, { kind: 'list' | 'map' }>;

const scalarKinds: Readonly<Record<ScalarType, ScalarKind>> = {
  [ScalarType.DOUBLE]: 'double',
  [ScalarType.FLOAT]: 'float',
  [ScalarType.INT64]: 'int64',
  [ScalarType.UINT64]: 'uint64',
  [ScalarType.INT32]: 'int32',
  [ScalarType.FIXED64]: 'fixed64',
  [ScalarType.FIXED32]: 'fixed32',
  [ScalarType.BOOL]: 'bool',
  [ScalarType.STRING]: 'string',
  [ScalarType.BYTES]: 'bytes',
  [ScalarType.UINT32]: 'uint32',
  [ScalarType.SFIXED32]: 'sfixed32',
  [ScalarType.SFIXED64]: 'sfixed64',
  [ScalarType.SINT32]: 'sint32',
  [ScalarType.SINT64]: 'sint64',
};

/** The type of a field's value: of a repeated field the list, of a map field the map. */
export function typeOfField(field: DescField): ValueType {
  switch (field.fieldKind) {
    case 'list':
      return { kind: 'list', element: singular(field.listKind, field.scalar, field.enum, field.message) };
    case 'map':
      return {
        kind: 'map',
        key: scalarKinds[field.mapKey],
        value: singular(field.mapKind, field.scalar, field.enum, field.message),
      };
    default:
      return singular(field.fieldKind, field.scalar, field.enum, field.message);
  }
}

function singular(
  kind: 'scalar' | 'enum' | 'message',
  scalar: ScalarType | undefined,
  enumeration: DescEnum | undefined,
  message: DescMessage | undefined,
): SingularType {
  if (kind === 'scalar' && scalar !== undefined) return { kind, scalar: scalarKinds[scalar] };
  if (kind === 'enum' && enumeration !== undefined) return { kind, enum: enumeration };
  if (kind === 'message' && message !== undefined) return { kind, message };
  throw new TypeError(`a descriptor of kind ${kind} says nothing of its type`);
}

/** Whether two types are the same to protobuf. Messages and enums are the same where their full names are. */
export function sameType(a: ValueType, b: ValueType): boolean {
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

/** The type as a `.proto` would spell it: `string`, `repeated catalog.v1.Movie`, `map<string, int32>`. */
export function typeName(type: ValueType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.typeName;
    case 'message':
      return type.message.typeName;
    case 'list':
      return `repeated ${typeName(type.element)}`;
    case 'map':
      return `map<${type.key}, ${typeName(type.value)}>`;
  }
}
