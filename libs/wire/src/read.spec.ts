import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RawValue } from './raw-value.ts';
import { compileReader } from './read.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { decode, type Decoded, type DecodedValue } from './testing/decoded.ts';
import { f32, f64, g, join, l, tag, v, varint } from './testing/encode.ts';
import { rawDecoded } from './testing/raw-decoded.ts';
import { All, New, Two } from './testing/rich-types.ts';

const all = shapeOf(All);
const two = shapeOf(Two);

function pathOf(shape: MessageShape, path: string): readonly FieldShape[] {
  let holder: MessageShape | undefined = shape;
  return path.split('.').map((name) => {
    const field = holder?.byName(name);
    if (field === undefined) throw new Error(`no ${path}`);
    holder = field.message;
    return field;
  });
}

function read(shape: MessageShape, path: string, ...parts: Uint8Array[]): RawValue | undefined {
  return compileReader(shape, pathOf(shape, path))(join(...parts));
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('compileReader', () => {
  it.each<[string, Uint8Array, RawValue]>([
    ['double_one', f64(1, 0x3ff8000000000000n), 1.5],
    ['float_one', f32(2, 0x3fc00000), 1.5],
    ['int64_one', v(3, -1), -1n],
    ['uint64_one', v(4, -1), 2n ** 64n - 1n],
    ['int32_one', v(5, -2), -2],
    ['fixed64_one', f64(6, -1n), 2n ** 64n - 1n],
    ['fixed32_one', f32(7, 0xffffffff), 0xffffffff],
    ['bool_one', v(8, 1n << 50n), true],
    ['string_one', l(9, 'käse'), text('käse')],
    ['bytes_one', l(10, Uint8Array.of(255)), Uint8Array.of(255)],
    ['uint32_one', v(11, 0xffffffffn), 0xffffffff],
    ['sfixed32_one', f32(12, 0xffffffff), -1],
    ['sfixed64_one', f64(13, -1n), -1n],
    ['sint32_one', v(14, 0xffffffffn), -(2 ** 31)],
    ['sint64_one', v(15, 2n ** 64n - 1n), -(2n ** 63n)],
    ['color', v(16, -1), -1],
    ['far', l(2000, 'x'), text('x')],
    ['farthest.int32_one', l(536870911, v(5, 4)), 4],
    ['child.child.int32_one', l(17, l(17, v(5, 4))), 4],
    ['child', l(17, v(5, 4)), v(5, 4)],
    ['map_text', join(l(61, l(1, 'a')), l(61, v(2, 1))), [l(1, 'a'), v(2, 1)]],
    ['children', join(l(37, v(5, 1)), l(37)), [v(5, 1), join()]],
  ])('reads %s', (path, bytes, expected) => {
    expect(read(all, path, bytes)).toEqual(expected);
  });

  it('reads to the end: the last scalar wins', () => {
    expect(read(all, 'int32_one', v(5, 1), v(3, 3), v(5, 2))).toBe(2);
  });

  it('merges a message that occurs several times', () => {
    const parts = [l(17, v(5, 1), v(3, 9)), v(1000, 1), l(17, v(5, 2)), l(17, l(9, 'a'))];
    expect(read(all, 'child.int32_one', ...parts)).toBe(2);
    expect(read(all, 'child.int64_one', ...parts)).toBe(9n);
    expect(read(all, 'child', ...parts)).toEqual(join(v(5, 1), v(3, 9), v(5, 2), l(9, 'a')));
  });

  it('merges on the way: a oneof inside a merged message is decided over all its parts', () => {
    const parts = [l(17, v(71, 1)), l(17, l(72, 'x'))];
    expect(read(all, 'child.pick_int', ...parts)).toBeUndefined();
    expect(read(all, 'child.pick_text', ...parts)).toEqual(text('x'));
  });

  it('forgets a member of a oneof when a rival comes', () => {
    expect(read(all, 'pick_int', v(71, 1), l(72, 'x'))).toBeUndefined();
    expect(read(all, 'pick_int', l(72, 'x'), v(71, 1))).toBe(1);
    expect(read(all, 'pick_child.int32_one', l(73, v(5, 1)), v(71, 1), l(73, v(3, 1)))).toBeUndefined();
    expect(read(all, 'pick_int', v(71, 1), v(75, 1))).toBe(1); // of another oneof
    expect(read(all, 'pick_int', v(71, 1), v(72, 1))).toBe(1); // the rival's number with another wire type
  });

  it('takes zero without presence for unset, and zero with presence for set', () => {
    expect(read(all, 'int32_one', v(5, 0))).toBeUndefined();
    expect(read(all, 'int32_one', v(5, 7), v(5, 0))).toBeUndefined();
    expect(read(all, 'bool_one', v(8, 0))).toBeUndefined();
    expect(read(all, 'string_one', l(9))).toBeUndefined();
    expect(read(all, 'double_one', f64(1, 0n))).toBeUndefined();
    expect(read(all, 'double_one', f64(1, 1n << 63n))).toBe(-0);
    expect(read(all, 'opt_int', v(81, 0))).toBe(0);
    expect(read(all, 'pick_int', v(71, 0))).toBe(0);
    expect(read(all, 'child', l(17))).toEqual(join());
  });

  it('reads lists in both forms, mixed, in order', () => {
    const mixed = [v(25, 1), l(25, varint(-2), varint(3)), v(25, 0), l(25)];
    expect(read(all, 'int32_list', ...mixed)).toEqual([1, -2, 3, 0]);
    expect(read(all, 'double_list', l(21, new Uint8Array(16)))).toEqual([0, 0]);
  });

  it('gives none for lists and maps without elements', () => {
    expect(read(all, 'int32_list', l(25))).toBeUndefined();
    expect(read(all, 'map_text')).toBeUndefined();
  });

  it('passes over a known field with the wrong wire type', () => {
    expect(read(all, 'int32_one', l(5, 'x'), f32(5, 1))).toBeUndefined();
    expect(read(all, 'int32_one', v(5, 3), l(5, 'x'))).toBe(3);
    expect(read(all, 'child', g(17, v(5, 1)))).toBeUndefined();
  });

  it('passes over what a closed enum does not have', () => {
    expect(read(two, 'closed', v(3, 2), v(3, 9))).toBe(2);
    expect(read(two, 'closed', v(3, 9))).toBeUndefined();
    expect(read(two, 'closeds', v(5, 1), v(5, 9), l(5, varint(9), varint(-5)))).toEqual([1, -5]);
    expect(read(two, 'pick_int', v(23, 4), v(21, 9))).toBe(4);
    expect(read(two, 'map_closed', l(31, v(2, 9)), l(31, v(2, 1)))).toEqual([v(2, 1)]);
  });

  it('reads groups', () => {
    const bytes = [g(7, v(1, 1), g(99, v(1, 5)), g(3, v(1, 8))), g(7, v(1, 2))];
    expect(read(two, 'solo.x', ...bytes)).toBe(2);
    expect(read(two, 'solo.solo.x', ...bytes)).toBe(8);
    expect(read(two, 'many', g(8, l(1, 'a')), g(8))).toEqual([l(1, 'a'), join()]);
  });

  it('reads overlong varints', () => {
    expect(read(all, 'int32_one', join(Uint8Array.of(0xa8, 0x80, 0), varint(3, 9)))).toBe(3);
    expect(read(all, 'uint64_one', join(tag(4, 0), varint(0, 9)))).toBeUndefined();
  });

  it('reads the message itself at the end of an empty path', () => {
    const bytes = v(5, 1);
    expect(compileReader(all, [])(bytes)).toBe(bytes);
  });

  it('refuses a path that leads nowhere', () => {
    expect(() => compileReader(all, pathOf(two, 'int'))).toThrow(TypeError);
    expect(() => compileReader(all, [...pathOf(all, 'children'), ...pathOf(all, 'int32_one')])).toThrow(TypeError);
  });

  it('reads from slices of Buffers', () => {
    const slab = Buffer.concat([Buffer.alloc(5, 0xff), l(9, 'abc'), Buffer.alloc(5, 0xff)]);
    expect(compileReader(all, pathOf(all, 'string_one'))(slab.subarray(5, 10))).toEqual(text('abc'));
  });

  it.each([
    ['proto3', All, 'all' as const],
    ['proto2', Two, 'known' as const],
    ['editions', New, 'known' as const],
  ])('reads what protobuf-es decodes, on every path: %s', (_, desc, contents) => {
    const shape = shapeOf(desc);
    const paths = pathsOf(shape, 3).map((path) => ({ path, reader: compileReader(shape, path) }));
    fc.assert(
      fc.property(
        messageBytes(shape, contents),
        fc.array(fc.nat(paths.length - 1), { minLength: 30 }),
        (bytes, picks) => {
          const decoded = decode(desc, bytes, { unknown: false });
          for (const pick of [...paths.keys()].slice(0, shape.fields.length).concat(picks)) {
            const chosen = paths[pick];
            const last = chosen?.path.at(-1);
            if (chosen === undefined || last === undefined) continue;
            const value = chosen.reader(bytes);
            const actual = value === undefined ? undefined : rawDecoded(value, last);
            expect(actual).toEqual(valueAt(decoded, chosen.path));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** All paths of at most so many names, short ones first. */
function pathsOf(shape: MessageShape, longest: number): readonly (readonly FieldShape[])[] {
  const here = shape.fields.map((field) => [field]);
  if (longest === 1) return here;
  const deeper = shape.fields.flatMap((field) =>
    field.message === undefined || field.repeated || field.kind === 'map'
      ? []
      : pathsOf(field.message, longest - 1).map((rest) => [field, ...rest]),
  );
  return [...here, ...deeper];
}

function valueAt(decoded: Decoded, path: readonly FieldShape[]): DecodedValue | undefined {
  let value: DecodedValue | undefined = decoded;
  for (const field of path) value = (value as Decoded | undefined)?.fields[field.name];
  return value;
}
