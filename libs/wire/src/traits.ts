/**
 * What inner loops ask of a field, as bits of one number: a single load where the shape's properties would take many.
 * Each bit repeats what those properties say.
 */
export const Trait = {
  /** Singular, and zero means unset. */
  ZeroIsUnset: 1,
  /** A list that is written unpacked: its tag may follow itself. */
  Unpacked: 2,
  /** A list that may come packed. */
  Packable: 4,
  /** A list that is written packed. */
  Packed: 8,
  /** A member of a oneof. */
  Member: 16,
  /** Of a closed enum. */
  Closed: 32,
  /** A bool. */
  Bool: 64,
  /** Holds messages, groups or map entries. */
  Nested: 128,
  /** A string that must be valid UTF-8. */
  Utf8: 256,
  /** Single varints of it must be looked at: closed enums, bools, packed lists. */
  Odd: 32 | 64 | 8,
} as const;
