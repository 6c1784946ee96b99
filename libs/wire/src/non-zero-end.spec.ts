import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nonZeroEnd } from './non-zero-end.ts';
import { join, varint } from './testing/encode.ts';
import { WireType } from './wire-type.ts';

describe('nonZeroEnd', () => {
  const rest = Uint8Array.of(1, 2, 3);

  it.each<[string, WireType, Uint8Array, boolean]>([
    ['a short varint', WireType.Varint, varint(1), true],
    ['a varint of four bytes', WireType.Varint, varint(2 ** 28 - 1), true],
    ['a varint of five bytes', WireType.Varint, varint(2 ** 32), false],
    ['zero', WireType.Varint, varint(0), false],
    ['an overlong zero', WireType.Varint, varint(0, 2), false],
    ['an overlong one', WireType.Varint, varint(1, 1), false],
    ['text', WireType.Length, join(varint(2), [0, 0]), true],
    ['long text', WireType.Length, join(varint(300), new Uint8Array(300)), true],
    ['no text', WireType.Length, varint(0), false],
    ['no text, overlong', WireType.Length, varint(0, 1), false],
    ['very long text', WireType.Length, join(varint(20000), new Uint8Array(20000)), false],
    ['a fixed32', WireType.Fixed32, Uint8Array.of(0, 0, 0, 1), true],
    ['a fixed32 of zero', WireType.Fixed32, new Uint8Array(4), false],
    ['a fixed64', WireType.Fixed64, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80), true],
    ['a fixed64 of zero', WireType.Fixed64, new Uint8Array(8), false],
  ])('of %s', (_, wireType, bytes, found) => {
    const start = 2;
    const end = nonZeroEnd(join([9, 9], bytes, rest), start, wireType);
    expect(end).toBe(found ? start + bytes.length : 0);
  });

  it('never takes a zero for something', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(9), (n, pad) => {
        const bytes = varint(n, pad);
        const end = nonZeroEnd(bytes, 0, WireType.Varint);
        if (end > 0) expect([end, n & 0xffffffffn]).not.toEqual([bytes.length, 0n]);
      }),
    );
  });
});
