import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileMask, type MaskTree } from './mask.ts';
import type { MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { decode, type Decoded, type DecodedValue } from './testing/decoded.ts';
import { g, join, l, v, varint } from './testing/encode.ts';
import { All, New, Two } from './testing/rich-types.ts';
import { checkMessage } from './validity.ts';
import { Writer } from './writer.ts';

const all = shapeOf(All);
const two = shapeOf(Two);

/** A tree of names: `true` is all of it. */
interface Names {
  readonly [name: string]: true | Names;
}

function tree(shape: MessageShape, names: Names): MaskTree {
  return {
    kind: 'fields',
    fields: new Map(
      Object.entries(names).map(([name, inside]) => {
        const field = shape.byName(name);
        if (field === undefined) throw new Error(`no field ${name}`);
        return [
          field.number,
          inside === true || field.message === undefined ? { kind: 'all' } : tree(field.message, inside),
        ];
      }),
    ),
  };
}

function mask(shape: MessageShape, names: Names, bytes: Uint8Array): Uint8Array {
  const into = new Writer();
  compileMask(shape, tree(shape, names))(bytes, into);
  return into.finish();
}

describe('compileMask', () => {
  it('keeps the masked fields and drops the others, unknown ones too', () => {
    const bytes = join(v(5, 1), l(9, 'a'), v(999, 1), v(16, 1));
    expect(mask(all, { string_one: true, color: true }, bytes)).toEqual(join(l(9, 'a'), v(16, 1)));
    expect(mask(all, {}, bytes)).toEqual(join());
  });

  it('keeps everything where it is masked as a whole, unknown fields too', () => {
    const bytes = join(l(17, v(5, 1), v(999, 1)), v(999, 1));
    expect(mask(all, { child: true }, bytes)).toEqual(l(17, v(5, 1), v(999, 1)));
    const into = new Writer();
    compileMask(all, { kind: 'all' })(bytes, into);
    expect(into.finish()).toEqual(bytes);
  });

  it('reaches into messages and through lists', () => {
    const inner = join(v(5, 1), l(9, 'a'));
    const bytes = join(l(17, l(17, inner)), l(37, inner), l(37, l(9, 'b')), l(37, inner));
    expect(mask(all, { child: { child: { int32_one: true } }, children: { int32_one: true } }, bytes)).toEqual(
      join(l(17, l(17, v(5, 1))), l(37, v(5, 1)), l(37), l(37, v(5, 1))),
    );
  });

  it('keeps maps whole', () => {
    const bytes = l(62, v(1, 1), l(2, v(5, 1), v(3, 1)));
    expect(mask(all, { map_all: { value: { int32_one: true } } }, bytes)).toEqual(bytes);
  });

  it('leaves a member of a oneof unset that a rival outside of the mask unset', () => {
    expect(mask(all, { pick_int: true }, join(v(71, 1), l(72, 'x')))).toEqual(join());
    expect(mask(all, { pick_int: true }, join(l(72, 'x'), v(71, 1)))).toEqual(v(71, 1));
    expect(mask(all, { child: { pick_int: true } }, join(l(17, v(71, 1)), l(17, l(72, 'x'))))).toEqual(l(17));
  });

  it('merges what occurs several times', () => {
    const bytes = join(l(17, v(5, 1), v(3, 1)), l(17, v(5, 2)));
    expect(mask(all, { child: { int32_one: true } }, bytes)).toEqual(l(17, v(5, 2)));
  });

  it('reaches into groups', () => {
    const bytes = join(g(7, v(1, 1), l(2, v(1, 1))), g(8, l(1, 'a'), v(2, 1)));
    expect(mask(two, { solo: { x: true }, many: { closed: true } }, bytes)).toEqual(join(g(7, v(1, 1)), g(8, v(2, 1))));
  });

  it('drops what a closed enum does not have, as unknown fields', () => {
    const bytes = join(v(3, 1), v(3, 9), v(5, 9), l(6, varint(9), varint(2)), l(31, v(2, 9)));
    expect(mask(two, { closed: true, closeds: true, packed_closeds: true, map_closed: true }, bytes)).toEqual(
      join(v(3, 1), l(6, varint(2))),
    );
  });

  it('ignores numbers that the shape does not have', () => {
    const into = new Writer();
    compileMask(all, { kind: 'fields', fields: new Map([[999, { kind: 'all' }]]) })(v(999, 1), into);
    expect(into.length).toBe(0);
  });

  it('appends to what the writer holds', () => {
    const into = new Writer(16);
    into.uint32(1, 5);
    compileMask(all, tree(all, { pick_int: true }))(join(v(71, 1), v(71, 2)), into);
    expect(into.finish()).toEqual(join(v(1, 5), v(71, 2)));
  });

  it.each([
    ['proto3', All, 'all' as const],
    ['proto2', Two, 'known' as const],
    ['editions', New, 'known' as const],
  ])('is decode, filter, encode: %s', (_, desc, contents) => {
    const shape = shapeOf(desc);
    fc.assert(
      fc.property(messageBytes(shape, contents), names(shape, 3), (bytes, wanted) => {
        const masked = mask(shape, wanted, bytes);
        expect(checkMessage(masked, shape).kind).toBe('valid');
        const expected = filter(decode(desc, bytes, { unknown: false }), wanted);
        expect(decode(desc, masked, { unknown: false })).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

/** Trees that mask about half of the fields, whole or in part. */
function names(shape: MessageShape, depth: number): fc.Arbitrary<Names> {
  const some = fc.subarray(shape.fields.map((field) => field));
  return some.chain((fields) =>
    fc.record(
      Object.fromEntries(
        fields.map((field) => {
          const inside = field.kind === 'map' || depth === 0 ? undefined : field.message;
          return [
            field.name,
            inside === undefined
              ? fc.constant(true as const)
              : fc.oneof(fc.constant(true as const), names(inside, depth - 2)),
          ];
        }),
      ),
    ),
  );
}

function filter(decoded: Decoded, wanted: Names): Decoded {
  const kept = Object.entries(decoded.fields).flatMap(([name, value]) => {
    const inside = wanted[name];
    return inside === undefined ? [] : [[name, inside === true ? value : filterValue(value, inside)] as const];
  });
  return { ...decoded, fields: Object.fromEntries(kept) };
}

function filterValue(value: DecodedValue, wanted: Names): DecodedValue {
  if (Array.isArray(value)) return value.map((element: DecodedValue) => filterValue(element, wanted));
  return typeof value === 'object' && 'fields' in value ? filter(value, wanted) : value;
}
