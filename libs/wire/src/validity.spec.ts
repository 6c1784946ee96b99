import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { f32, f64, g, join, l, tag, v, varint } from './testing/encode.ts';
import { isValidSlowly } from './testing/slow-validity.ts';
import { All, Need, New, Two } from './testing/rich-types.ts';
import { checkMessage } from './validity.ts';

const all = shapeOf(All);
const two = shapeOf(Two);
const need = shapeOf(Need);
const edition = shapeOf(New);

/** A message inside a message, `levels` deep. */
function nest(levels: number, wrap: (inner: Uint8Array) => Uint8Array): Uint8Array {
  let bytes = join();
  for (let i = 0; i < levels; i++) bytes = wrap(bytes);
  return bytes;
}

describe('checkMessage', () => {
  it.each<[string, Uint8Array, MessageShape]>([
    ['the empty message', join(), all],
    ['overlong varints', join(v(5, 1, 9)), all],
    ['more bits than a 32-bit field has', v(5, 1n << 40n), all],
    ['an explicit zero', v(5, 0), all],
    ['a known field with the wrong wire type', join(l(5, 'text'), v(9, 1), f32(17, 1), f64(5, 1n), g(9)), all],
    ['a group where a message is declared, and the other way around', join(g(17, v(1, 1)), l(7, 'x')), two],
    ['packed and unpacked lists', join(l(25, Uint8Array.of(1, 2)), v(25, 1), l(45, Uint8Array.of(1)), v(45, 1)), all],
    ['an empty packed list', l(25), all],
    ['text that nobody checks', join(l(2, Uint8Array.of(0xff)), l(32, l(2, Uint8Array.of(0xff)))), two],
    ['bytes', l(10, Uint8Array.of(0xff)), all],
    ['map entries without key or value', join(l(61), l(61, v(2, 1)), l(62, v(1, 1))), all],
    [
      'unknown fields',
      join(v(999, 1), l(998, 'x'), g(997, g(996, v(1, 1)), l(2, 'x')), f32(995, 1), f64(994, 1n)),
      all,
    ],
    ['numbers that a closed enum does not have', v(3, 17), two],
    ['groups', join(g(7, v(1, 1), g(3, v(1, 2))), g(8, l(1, 'x'))), two],
    ['100 levels', nest(100, (inner) => l(17, inner)), all],
    ['required fields, also in parts', join(v(1, 1), l(2, l(2, v(1, 1))), l(2, v(1, 1))), need],
    ['an incomplete member of a oneof that is not set', join(v(1, 1), l(6), v(7, 1)), need],
  ])('accepts %s', (_, bytes, shape) => {
    expect(checkMessage(bytes, shape)).toMatchObject({ kind: 'valid' });
  });

  it.each<[string, Uint8Array, MessageShape, string]>([
    ['field number 0', Uint8Array.of(0), all, 'field number 0'],
    ['wire type 6', Uint8Array.of(0x2e, 0), all, 'wire type 6'],
    ['wire type 7', Uint8Array.of(0x2f, 0), all, 'wire type 7'],
    ['a varint of eleven bytes', join(tag(5, 0), new Uint8Array(10).fill(0x80), [1]), all, 'more than ten bytes'],
    ['a varint that is cut off', Uint8Array.of(0x28, 0x80), all, 'goes past the end'],
    ['a value that is missing', Uint8Array.of(0x28), all, 'goes past the end'],
    ['a tag that is cut off', Uint8Array.of(0x80), all, 'a tag goes past the end'],
    ['a tag of more than 32 bits', Uint8Array.of(0xa8, 0x80, 0x80, 0x80, 0x10, 0), all, 'more than 32 bits'],
    ['a length past the end', Uint8Array.of(0x4a, 2, 97), all, 'a length goes past the end'],
    ['a length past the parent', join(tag(17, 2), [2], tag(9, 2), [1, 97]), all, 'a length goes past the end'],
    ['a length of 2^32', join(tag(9, 2), varint(2n ** 32n)), all, 'more than 32 bits'],
    ['a fixed32 that is cut off', Uint8Array.of(0x3d, 1, 2, 3), all, 'goes past the end'],
    ['a fixed64 that is cut off', join(tag(1, 1), new Uint8Array(7)), all, 'goes past the end'],
    ['an unknown fixed32 that is cut off', join(tag(999, 5), new Uint8Array(3)), all, 'goes past the end'],
    ['a packed list of odd length', l(27, new Uint8Array(5)), all, 'packed'],
    ['a packed varint that is cut off', l(25, Uint8Array.of(1, 0x80)), all, 'goes past the end'],
    ['text that is not UTF-8', l(9, Uint8Array.of(0xc0, 0x80)), all, 'string_one is not UTF-8'],
    ['long text that is not', l(9, new Uint8Array(100).fill(97), Uint8Array.of(0xed, 0xa0, 0x80)), all, 'UTF-8'],
    ['a key that is not UTF-8', l(61, l(1, Uint8Array.of(0xff))), all, 'key is not UTF-8'],
    ['text at depth', l(37, l(17, l(82, Uint8Array.of(0xff)))), all, 'opt_text is not UTF-8'],
    ['a group that does not end', join(tag(7, 3), v(1, 1)), two, 'group 7 does not end'],
    ['an unknown group that does not end', tag(999, 3), two, 'group 999 does not end'],
    ['a group that ends as another', join(tag(7, 3), tag(8, 4)), two, 'did not begin'],
    ['an unknown group that ends as another', join(tag(999, 3), tag(998, 4)), two, 'did not begin'],
    ['an end without a group', tag(7, 4), two, 'did not begin'],
    ['a group that ends past its parent', join(l(11, tag(7, 3)), tag(7, 4)), two, 'does not end'],
    ['101 levels', nest(101, (inner) => l(17, inner)), all, 'deeper than 100'],
    ['101 groups', nest(101, (inner) => g(999, inner)), all, 'deeper than 100'],
    ['a required field that is missing', join(), need, 'required field id is missing'],
    ['one that is missing at depth', join(v(1, 1), l(3, v(1, 1)), l(3)), need, 'all.id'],
    ['one that is missing in a map', join(v(1, 1), l(5, l(1, 'a'))), need, 'by_name.value.id'],
    ['one that a rival made missing', join(v(1, 1), l(6, v(1, 1)), v(7, 1), l(6)), need, 'pick_need.id'],
  ])('refuses %s', (_, bytes, shape, reason) => {
    const validity = checkMessage(bytes, shape);
    expect(validity).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) as unknown });
  });

  it.each([all, two, need, edition])('agrees with a slow reading of the rules on valid bytes: $typeName', (shape) => {
    fc.assert(
      fc.property(messageBytes(shape), (bytes) => {
        expect(checkMessage(bytes, shape).kind === 'valid').toBe(isValidSlowly(bytes, shape));
      }),
      { numRuns: 200 },
    );
  });

  it.each([all, two, edition])('agrees on messages with bytes changed and cut off: $typeName', (shape) => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(messageBytes(shape), fc.array(change, { maxLength: 3 }), fc.nat(), (bytes, changes, cut) => {
        const broken = Uint8Array.from(bytes);
        for (const [at, byte] of changes) if (broken.length > 0) broken[at % broken.length] = byte;
        const short = broken.subarray(0, broken.length - (cut % 3 === 0 ? cut % (broken.length + 1) : 0));
        expect(checkMessage(short, shape).kind === 'valid').toBe(isValidSlowly(short, shape));
      }),
      { numRuns: 600 },
    );
  });

  it.each([all, two, edition])('agrees on random bytes: $typeName', (shape) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(255), fc.nat(31))), (numbers) => {
        const bytes = Uint8Array.from(numbers);
        expect(checkMessage(bytes, shape).kind === 'valid').toBe(isValidSlowly(bytes, shape));
      }),
      { numRuns: 600 },
    );
  });
});
