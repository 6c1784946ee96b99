/**
 * The wire types of the protobuf encoding: the low three bits of a tag. 6 and 7 do not exist.
 *
 * @see https://protobuf.dev/programming-guides/encoding/#structure
 */
export const WireType = {
  Varint: 0,
  Fixed64: 1,
  Length: 2,
  StartGroup: 3,
  EndGroup: 4,
  Fixed32: 5,
} as const;

/** One of the wire types, as a number. */
export type WireType = (typeof WireType)[keyof typeof WireType];
