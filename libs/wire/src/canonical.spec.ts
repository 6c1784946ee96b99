import { describe, expect, it } from '@jest/globals';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { canonicalize, rewriteCanonically } from './canonical.ts';
import { shapeOf } from './shape-of.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { decode } from './testing/decoded.ts';
import { f32, f64, g, join, l, tag, v, varint } from './testing/encode.ts';
import { All, New, Two } from './testing/rich-types.ts';
import { checkMessage } from './validity.ts';

const all = shapeOf(All);
const two = shapeOf(Two);
const edition = shapeOf(New);

describe('canonicalize', () => {
  it.each<[string, Uint8Array, Uint8Array]>([
    ['orders fields by number', join(v(5, 1), v(3, 2)), join(v(3, 2), v(5, 1))],
    ['keeps the last of a scalar', join(v(5, 1), v(5, 2)), v(5, 2)],
    ['drops an explicit zero without presence', join(v(5, 1), v(5, 0), l(9), f64(1, 0n), f32(2, 0)), join()],
    ['keeps negative zero', f64(1, 1n << 63n), f64(1, 1n << 63n)],
    ['keeps an explicit zero with presence', v(81, 0), v(81, 0)],
    ['merges messages', join(l(17, v(5, 1), v(3, 1)), l(17, v(5, 2))), l(17, v(3, 1), v(5, 2))],
    ['resolves oneofs', join(v(71, 1), l(72, 'a'), v(75, 1)), join(l(72, 'a'), v(75, 1))],
    ['starts a message anew after a rival', join(l(73, v(5, 1)), v(71, 1), l(73, v(3, 1))), l(73, v(3, 1))],
    ['shortens varints', join(tag(5, 0), varint(1, 5)), v(5, 1)],
    ['shortens tags and lengths', Uint8Array.of(0xca, 0, 0x82, 0, 97, 98), l(9, 'ab')],
    ['widens negative int32', join(tag(5, 0), Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)), v(5, -1)],
    ['cuts what a uint32 has no bits for', v(11, 2n ** 32n + 3n), v(11, 3)],
    ['makes bools 1', v(8, 7), v(8, 1)],
    [
      'packs where the field is packed',
      join(v(25, 1), l(25, varint(2), varint(3)), v(25, 4)),
      l(25, Uint8Array.of(1, 2, 3, 4)),
    ],
    ['unpacks where it is not', l(45, Uint8Array.of(1, 2)), join(v(45, 1), v(45, 2))],
    ['drops empty packed lists', l(25), join()],
    [
      'sorts maps by key, the later entry winning, and completes entries',
      join(l(61, l(1, 'b'), v(2, 1)), l(61, l(1, 'a')), l(61, v(2, 2), l(1, 'b')), l(61)),
      join(l(61, l(1, ''), v(2, 0)), l(61, l(1, 'a'), v(2, 0)), l(61, l(1, 'b'), v(2, 2))),
    ],
    [
      'sorts numeric keys as numbers',
      join(l(62, v(1, 10), l(2)), l(62, v(1, -1), l(2)), l(62, v(1, 9), l(2))),
      join(l(62, v(1, -1), l(2)), l(62, v(1, 9), l(2)), l(62, v(1, 10), l(2))),
    ],
    [
      'puts unknown fields last, by number, those of one number in their order',
      join(l(999, 'x'), v(19, 2, 3), v(19, 1), g(998, v(1, 1, 2)), v(5, 1), f32(999, 7), l(5, 'wrong')),
      join(v(5, 1), l(5, 'wrong'), v(19, 2), v(19, 1), g(998, v(1, 1)), l(999, 'x'), f32(999, 7)),
    ],
  ])('%s', (_, bytes, expected) => {
    expect(checkMessage(bytes, all).kind).toBe('valid');
    expect(canonicalize(bytes, all)).toEqual(expected);
    expect(checkMessage(expected, all).kind).toBe('valid');
  });

  it('treats the other numbers of a closed enum as unknown fields', () => {
    const bytes = join(v(3, 9), v(3, 1), v(3, 8), l(6, Uint8Array.of(1, 9, 2)), v(21, 9), v(23, 1), v(21, 7));
    const expected = join(v(3, 1), l(6, Uint8Array.of(1, 2)), v(23, 1), v(3, 9), v(3, 8), v(6, 9), v(21, 9), v(21, 7));
    expect(canonicalize(bytes, two)).toEqual(expected);
  });

  it('treats a map entry with such a number as an unknown field', () => {
    const odd = l(31, l(1, 'a'), v(2, 77));
    expect(canonicalize(join(odd, l(31, l(1, 'a'), v(2, 1))), two)).toEqual(join(l(31, l(1, 'a'), v(2, 1)), odd));
  });

  it('merges groups', () => {
    expect(canonicalize(join(g(7, v(1, 1)), g(7, l(2), v(1, 2))), two)).toEqual(g(7, v(1, 2), l(2)));
  });

  it('gives canonical bytes back as they are', () => {
    const bytes = join(v(5, 1), l(9, 'a'));
    expect(canonicalize(bytes, all)).toBe(bytes);
  });

  // protobuf-es is no oracle for closed enums: it keeps unknown numbers in lists and loses those of singular fields.
  it.each([
    ['proto3', All, 'all' as const],
    ['proto2', Two, 'known' as const],
    ['editions', New, 'known' as const],
  ])('means the same and is idempotent: %s', (_, desc, contents) => {
    const shape = shapeOf(desc);
    fc.assert(
      fc.property(messageBytes(shape, contents), (bytes) => {
        const canonical = canonicalize(bytes, shape);
        expect(decode(desc, canonical, { unknown: false })).toEqual(decode(desc, bytes, { unknown: false }));
        expect(canonicalize(canonical, shape)).toEqual(canonical);
        expect(rewriteCanonically(canonical, shape)).toEqual(canonical);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['proto3', All],
    ['proto2', Two],
    ['editions', New],
  ])('is the same for equal messages: %s', (_, desc) => {
    const shape = shapeOf(desc);
    fc.assert(
      fc.property(messageBytes(shape, 'known'), (bytes) => {
        const encodedAnew = toBinary(desc, fromBinary(desc, new Uint8Array(bytes)));
        expect(canonicalize(encodedAnew, shape)).toEqual(canonicalize(bytes, shape));
      }),
      { numRuns: 150 },
    );
  });

  it.each([all, two, edition])('agrees with the flag of checkMessage: $typeName', (shape) => {
    fc.assert(
      fc.property(messageBytes(shape), (bytes) => {
        const canonical = rewriteCanonically(bytes, shape);
        const validity = checkMessage(bytes, shape);
        if (validity.kind === 'valid' && validity.canonical) expect(canonical).toEqual(bytes);
        expect(validity.kind).toBe('valid');
        expect(checkMessage(canonical, shape).kind).toBe('valid');
      }),
      { numRuns: 150 },
    );
  });
});
