import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FieldShape, MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { compileReader } from './read.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { decode } from './testing/decoded.ts';
import { f64, g, join, l, v, varint } from './testing/encode.ts';
import { All, New, Two } from './testing/rich-types.ts';
import { WireType } from './wire-type.ts';
import { Writer } from './writer.ts';

const all = shapeOf(All);
const two = shapeOf(Two);

function named(shape: MessageShape, name: string): FieldShape {
  const field = shape.byName(name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
}

function written(write: (into: Writer) => void): Uint8Array {
  const into = new Writer(16);
  write(into);
  return into.finish();
}

describe('Writer', () => {
  it('leaves out a zero without presence, and writes one with presence', () => {
    expect(written((w) => w.field(named(all, 'int32_one'), 0))).toEqual(join());
    expect(written((w) => w.field(named(all, 'double_one'), -0))).toEqual(f64(1, 1n << 63n));
    expect(written((w) => w.field(named(all, 'opt_int'), 0))).toEqual(v(81, 0));
  });

  it('writes lists as their field says', () => {
    expect(written((w) => w.field(named(all, 'int32_list'), [1, -1]))).toEqual(l(25, varint(1), varint(-1)));
    expect(written((w) => w.field(named(all, 'int32_loose'), [1, 0]))).toEqual(join(v(45, 1), v(45, 0)));
    expect(written((w) => w.field(named(all, 'int32_list'), []))).toEqual(join());
    expect(written((w) => w.element(named(all, 'int32_list'), 7))).toEqual(v(25, 7));
  });

  it('writes messages, groups and entries', () => {
    expect(written((w) => w.field(named(all, 'child'), v(5, 1)))).toEqual(l(17, v(5, 1)));
    expect(written((w) => w.field(named(two, 'solo'), v(1, 1)))).toEqual(g(7, v(1, 1)));
    expect(written((w) => w.field(named(all, 'map_text'), [l(1, 'a')]))).toEqual(l(61, l(1, 'a')));
  });

  it.each([0, 1, 127, 128, 20000])('patches the length of a nested message of about %d bytes', (length) => {
    const text = 'x'.repeat(length);
    for (const guess of [0, 5, 200, length, 1 << 22]) {
      const bytes = written((w) => {
        const outer = w.begin(named(all, 'child'), guess);
        const inner = w.begin(named(all, 'child'));
        w.string(9, text);
        w.end(inner);
        w.int32(5, -1);
        w.end(outer);
      });
      expect(bytes).toEqual(l(17, l(17, l(9, text)), v(5, -1)));
    }
    const group = written((w) => w.message(named(two, 'solo'), () => w.string(9, text)));
    expect(group).toEqual(g(7, l(9, text)));
  });

  it('writes the tags of groups with high numbers', () => {
    const bytes = written((w) => {
      const mark = w.begin({ ...named(two, 'solo'), number: 70000, tag: 70000 * 8 + 3 });
      w.uint32(1, 1);
      w.end(mark);
    });
    expect(bytes).toEqual(g(70000, v(1, 1)));
  });

  it.each([0, 1, 127, 128, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 31), -(2 ** 40), -(2 ** 53 - 1)])(
    'writes the varint %d, as a number and as a bigint',
    (n) => {
      expect(written((w) => w.varint(n))).toEqual(varint(n));
      expect(written((w) => w.varint(BigInt(n)))).toEqual(varint(n));
    },
  );

  it('writes messages by hand', () => {
    const bytes = written((w) => {
      w.string(1, 'a');
      w.string(2, 'é'.repeat(20));
      w.string(3, 'x'.repeat(300));
      w.string(4, '\ud800');
      w.bytes(5, Uint8Array.of(1, 2));
      w.bool(6, true);
      w.uint32(7, 2 ** 32 - 1);
      w.int64(8, -1n);
      w.double(9, 1.5);
      w.tagged(10, WireType.Varint);
      w.varint(1);
    });
    const parts = [l(1, 'a'), l(2, 'é'.repeat(20)), l(3, 'x'.repeat(300)), l(4, '\ufffd'), l(5, Uint8Array.of(1, 2))];
    const rest = [v(6, 1), v(7, 2 ** 32 - 1), v(8, -1), f64(9, 0x3ff8000000000000n), v(10, 1)];
    expect(bytes).toEqual(join(...parts, ...rest));
  });

  it('truncates, and gives copies that later writing does not change', () => {
    const into = new Writer();
    into.uint32(1, 1);
    const { length } = into;
    into.string(2, 'abc');
    into.truncate(length);
    const first = into.finish();
    into.truncate(0);
    into.uint32(3, 3);
    expect(first).toEqual(v(1, 1));
    expect(first.buffer.byteLength).toBe(first.length);
    expect(() => into.truncate(99)).toThrow(RangeError);
  });

  it('gives pooled copies, too', () => {
    const into = new Writer();
    into.string(1, 'abc');
    const first = into.finishPooled();
    into.truncate(0);
    into.string(1, 'xyz');
    expect(Buffer.isBuffer(first)).toBe(true);
    expect(join(first)).toEqual(l(1, 'abc'));
  });

  it('refuses values of another kind', () => {
    expect(() => written((w) => w.field(named(all, 'int32_one'), 'a' as never))).toThrow(TypeError);
    expect(() => written((w) => w.field(named(all, 'int64_one'), 1))).toThrow(TypeError);
    expect(() => written((w) => w.field(named(all, 'int32_list'), 1))).toThrow(TypeError);
    expect(() => written((w) => w.field(named(all, 'string_one'), 1))).toThrow(TypeError);
  });

  it.each([
    ['proto3', All, 'all' as const],
    ['proto2', Two, 'known' as const],
    ['editions', New, 'known' as const],
  ])('writes back what readers read: %s', (_, desc, contents) => {
    const shape = shapeOf(desc);
    const readers = shape.fields.map((field) => ({ field, read: compileReader(shape, [field]) }));
    fc.assert(
      fc.property(messageBytes(shape, contents), (bytes) => {
        const again = written((w) => {
          for (const { field, read } of readers) {
            const value = read(bytes);
            if (value !== undefined) w.field(field, value);
          }
        });
        expect(decode(desc, again, { unknown: false })).toEqual(decode(desc, bytes, { unknown: false }));
      }),
      { numRuns: 100 },
    );
  });
});
