import { WireType } from './wire-type.ts';

/**
 * Where a value ends that at first sight is not zero, in a valid message; 0 where that takes a closer look: zeros,
 * overlong and long varints, long lengths.
 */
export function nonZeroEnd(bytes: Uint8Array, at: number, wireType: number): number {
  const first = bytes[at] as number;
  switch (wireType) {
    case WireType.Length: {
      if (first < 0x80) return first === 0 ? 0 : at + 1 + first;
      const second = bytes[at + 1] as number;
      return second === 0 || second >= 0x80 ? 0 : at + 2 + ((first & 0x7f) | (second << 7));
    }
    case WireType.Varint: {
      if (first < 0x80) return first === 0 ? 0 : at + 1;
      // Up to four bytes: 28 bits, which are bits of all kinds.
      for (let i = at + 1; i < at + 4; i++) {
        const byte = bytes[i] as number;
        if (byte < 0x80) return byte === 0 ? 0 : i + 1;
      }
      return 0;
    }
    default: {
      const end = at + (wireType === WireType.Fixed64 ? 8 : 4);
      let bits = first;
      for (let i = at + 1; i < end; i++) bits |= bytes[i] as number;
      return bits === 0 ? 0 : end;
    }
  }
}
