import type { FieldShape, MessageShape } from './shape.ts';

/** How one value, or one element of a list, gets from its source to its target. */
export type ElementRule =
  /** As it is: the same kind at both ends, for messages the same type, for enums the same numbers, for maps the same types. */
  | { readonly kind: 'same' }
  /** A number of another kind that can hold it: int32 to int64, float to double, other encodings of the same kind. */
  | { readonly kind: 'number' }
  /** An enum of another type, number to number; a number that is not there becomes zero. */
  | { readonly kind: 'enum'; readonly to: ReadonlyMap<number, number> }
  /** A scalar into a wrapper of `google/protobuf/wrappers.proto` that can hold it, or the other way round. */
  | { readonly kind: 'wrapper' }
  /** A message of another type. The rule may be one that holds this one. */
  | { readonly kind: 'message'; readonly rule: MessageRule };

/** How a field gets its value: a list to a list, a singular field to a singular field, a map to a map. */
export interface FieldRule {
  readonly from: FieldShape;
  readonly to: FieldShape;
  readonly element: ElementRule;
}

/**
 * How a message is made from one of another type. Fields without a rule are dropped, unknown fields too. A oneof of the
 * target whose members come from different oneofs, or from none, gets the first of its rules, as listed here, whose
 * source is set.
 */
export interface MessageRule {
  readonly source: MessageShape;
  readonly target: MessageShape;
  readonly fields: readonly FieldRule[];
}
