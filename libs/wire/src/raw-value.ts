/**
 * A value as it travels: cut from the bytes, decoded no further than its kind needs.
 *
 * | kind | is |
 * | --- | --- |
 * | int32, uint32, sint32, fixed32, sfixed32, float, double, enum | number |
 * | int64, uint64, sint64, fixed64, sfixed64 | bigint |
 * | bool | boolean |
 * | string, bytes | Uint8Array, a slice of the message |
 * | message, group | Uint8Array, the payload; where it occurred several times, the payloads one after the other |
 * | list | an array of the above |
 * | map | an array of the entries' payloads as they are, in order |
 *
 * Slices keep the buffer they are cut from alive: {@link sliceOwned} copies one off.
 */
export type RawValue = number | bigint | boolean | Uint8Array | readonly RawValue[];

/**
 * Whether a scalar is the zero value of its kind, which a field without presence cannot tell from being unset. Negative
 * zero is not zero: its bits are not, and encoders write it.
 */
export function isZero(value: RawValue): boolean {
  switch (typeof value) {
    case 'number':
      return Object.is(value, 0);
    case 'bigint':
      return value === 0n;
    case 'boolean':
      return !value;
    default:
      return value.length === 0;
  }
}
