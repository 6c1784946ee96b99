import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { RawValue } from './raw-value.ts';
import type { WireType } from './wire-type.ts';

/** The kinds of scalars, by their names in `.proto` files. */
export type ScalarKind =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** What a field, or an element of a repeated field, is. A `group` is a message between two tags, without a length. */
export type FieldKind = ScalarKind | 'enum' | 'message' | 'group' | 'map';

/** A field made ready for walking bytes: everything that the descriptor's features say about its encoding, resolved. */
export interface FieldShape {
  /** The field's number. */
  readonly number: number;
  /** The field's name in the `.proto`. */
  readonly name: string;
  /** The descriptor. For `key` and `value` of a map's entry, which have none of their own: the map's. */
  readonly desc: DescField;
  /** The kind; for a list, of its elements. */
  readonly kind: FieldKind;
  /** A list. A map is not: it is of kind `map`. */
  readonly repeated: boolean;
  /** A list that is written packed. Both forms are read. */
  readonly packed: boolean;
  /** A list that may come packed, whether or not it is written so. */
  readonly packable: boolean;
  /** The wire type of one value that is not packed. */
  readonly wireType: WireType;
  /** The tag of one value that is not packed: number and wire type. */
  readonly tag: number;
  /**
   * Tells unset from zero: messages, groups, `optional`, members of oneofs, proto2, editions' EXPLICIT. True of a map
   * entry's fields, too: entries are written in full. Lists and maps: false.
   */
  readonly presence: boolean;
  /** The oneof it is a member of; none for the synthetic one of a proto3 `optional`. */
  readonly oneof: OneofShape | undefined;
  /** A string (or a map with strings) that must be valid UTF-8. */
  readonly utf8: boolean;
  /** Of messages and groups; of a map, the shape of its entries (key is field 1, value field 2). */
  readonly message: MessageShape | undefined;
  /** Numbers of a closed enum: any other is an unknown field. For a map see its entries' value. */
  readonly closedEnum: ReadonlySet<number> | undefined;
  /** Proto2's `required`, editions' LEGACY_REQUIRED. */
  readonly required: boolean;
  /** What reading it gives where it is unset: its proto2 default, else zero. None for messages, lists and maps. */
  readonly defaultValue: RawValue | undefined;
  /** Some of the above once more, as bits for inner loops; see `traits.ts`. */
  readonly traits: number;
}

/** A oneof: of its members the last one in the bytes is set, the others are not. */
export interface OneofShape {
  /** The oneof's name in the `.proto`. */
  readonly name: string;
  /** Its members, in the order written. */
  readonly fields: readonly FieldShape[];
}

/** A message type made ready for walking bytes. */
export interface MessageShape {
  /** The descriptor. For a map's entry, which has none of its own: of the message that declares the map. */
  readonly desc: DescMessage;
  /** Full name; for a map's entry as protoc names it. */
  readonly typeName: string;
  /** The fields, in ascending order of their numbers. */
  readonly fields: readonly FieldShape[];
  /** The oneofs, without synthetic ones. */
  readonly oneofs: readonly OneofShape[];
  /** Whether this is the entry of a map. */
  readonly mapEntry: boolean;
  /** Whether it, or a message inside it at any depth, has required fields. */
  readonly requires: boolean;
  /** The field with this number. */
  field(number: number): FieldShape | undefined;
  /** The field with this name in the `.proto`. */
  byName(name: string): FieldShape | undefined;
}
