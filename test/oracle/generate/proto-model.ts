/** A `.proto` file as plain data: what the generator makes, and what descriptors and text are made from. */

/** Names of scalars, as a `.proto` spells them. */
export const scalarNames = [
  'string',
  'int32',
  'bool',
  'int64',
  'double',
  'bytes',
  'uint32',
  'uint64',
  'float',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
] as const;

/** See {@link scalarNames}. */
export type ScalarName = (typeof scalarNames)[number];

/** The type of a singular field. */
export type SingularType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  /** By full name. */
  | { readonly kind: 'enum'; readonly name: string }
  /** By full name. */
  | { readonly kind: 'message'; readonly name: string };

/** The type of a field. */
export type FieldType =
  | SingularType
  | { readonly kind: 'list'; readonly element: SingularType }
  | { readonly kind: 'map'; readonly key: ScalarName; readonly value: SingularType };

/** `tributary.v1.Source`, as text format spells its fields. */
export interface SourceModel {
  value?: string;
  call?: string;
  args?: string[];
  select?: string;
  when?: string;
  optional?: boolean;
  fallback?: string;
  optional_elements?: boolean;
  batch?: { match?: string; keys?: string; items?: string; max_keys?: number };
  forward?: string[];
  unset?: boolean;
  absent?: number[];
  errors?: { codes?: number[]; when?: string; code?: number; message?: string }[];
}

/** A field. */
export interface FieldModel {
  readonly name: string;
  readonly number: number;
  readonly type: FieldType;
  /** `optional`: with presence. */
  readonly optional?: boolean;
  readonly oneof?: string;
  readonly from?: SourceModel;
}

/** A message. */
export interface MessageModel {
  readonly name: string;
  readonly fields: FieldModel[];
  readonly lets: { name: string; from: SourceModel }[];
  readonly requires: { that: string; code?: number; message?: string }[];
  source?: SourceModel;
}

/** An enum. */
export interface EnumModel {
  readonly name: string;
  readonly values: readonly (readonly [name: string, number: number])[];
}

/** A method. */
export interface MethodModel {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly safety: 'NO_SIDE_EFFECTS' | 'IDEMPOTENT' | 'IDEMPOTENCY_UNKNOWN';
  readonly composite?: { forward?: string[] };
}

/** A file. */
export interface FileModel {
  readonly package: string;
  readonly enums: readonly EnumModel[];
  readonly messages: readonly MessageModel[];
  readonly services: readonly { readonly name: string; readonly methods: readonly MethodModel[] }[];
}
