import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileConverter } from './convert.ts';
import type { ElementRule, MessageRule } from './rules.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { messageBytes } from './testing/arbitrary-bytes.ts';
import { copyRule, paintOf } from './testing/copy-rule.ts';
import { decode, type Decoded, type DecodedValue } from './testing/decoded.ts';
import { f32, f64, g, join, l, v, varint } from './testing/encode.ts';
import { All, Copy, New, Two } from './testing/rich-types.ts';
import { checkMessage } from './validity.ts';
import { Writer } from './writer.ts';

const all = shapeOf(All);
const two = shapeOf(Two);
const edition = shapeOf(New);

function convert(rule: MessageRule, ...parts: Uint8Array[]): Uint8Array {
  const into = new Writer(16);
  compileConverter(rule)(join(...parts), into);
  return into.finish();
}

function named(shape: MessageShape, name: string): FieldShape {
  const field = shape.byName(name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
}

/** A rule with one field: `source.from` to `target.to`. */
function one(source: MessageShape, from: string, target: MessageShape, to: string, element: ElementRule): MessageRule {
  return { source, target, fields: [{ from: named(source, from), to: named(target, to), element }] };
}

const same: ElementRule = { kind: 'same' };
const number: ElementRule = { kind: 'number' };

describe('compileConverter', () => {
  it('re-tags, and drops what has no rule', () => {
    expect(convert(one(all, 'string_one', all, 'far', same), v(5, 1), l(9, 'a'), v(999, 1))).toEqual(l(2000, 'a'));
  });

  it('takes the last scalar', () => {
    expect(convert(one(all, 'int32_one', all, 'opt_int', same), v(5, 1), v(5, 2))).toEqual(v(81, 2));
  });

  it('drops an explicit zero without presence where the target has presence, also behind another value', () => {
    const rule = one(all, 'int32_one', all, 'opt_int', same);
    expect(convert(rule, v(5, 0))).toEqual(join());
    expect(convert(rule, v(5, 0, 4))).toEqual(join());
    expect(convert(rule, v(5, 7), v(5, 0))).toEqual(join());
    expect(convert(rule, v(5, 1n << 32n))).toEqual(join()); // 32 bits of it are zero
    expect(convert(one(all, 'string_one', all, 'opt_text', same), l(9))).toEqual(join());
    expect(convert(one(all, 'string_one', all, 'opt_text', same), join(Uint8Array.of(0x4a, 0x80, 0)))).toEqual(join());
    expect(convert(one(all, 'double_one', two, 'real', same), f64(1, 0n))).toEqual(join());
    expect(convert(one(all, 'double_one', two, 'real', same), f64(1, 1n << 63n))).toEqual(f64(14, 1n << 63n));
  });

  it('keeps an explicit zero where both have presence', () => {
    expect(convert(one(all, 'opt_int', two, 'int', same), v(81, 0))).toEqual(v(1, 0));
  });

  it('merges messages that occur several times', () => {
    const rule = one(all, 'child', all, 'farthest', {
      kind: 'message',
      rule: one(all, 'int32_one', all, 'opt_int', same),
    });
    expect(convert(rule, l(17, v(5, 1)), l(17, v(5, 0)))).toEqual(l(536870911));
    expect(convert(rule, l(17, v(5, 1)), l(17, v(5, 2)))).toEqual(l(536870911, v(81, 2)));
  });

  it('lets the last member of a oneof win, also one without a rule', () => {
    expect(convert(one(all, 'pick_int', all, 'int32_one', same), v(71, 1), l(72, 'x'))).toEqual(join());
    expect(convert(one(all, 'pick_int', all, 'int32_one', same), l(72, 'x'), v(71, 1))).toEqual(v(5, 1));
    expect(convert(one(two, 'pick_int', two, 'int', same), v(23, 1), v(21, 9))).toEqual(v(1, 1)); // 9 sets nothing
  });

  it('gives a contested oneof the first rule whose source is set', () => {
    const rule: MessageRule = {
      source: all,
      target: all,
      fields: [
        { from: named(all, 'int32_one'), to: named(all, 'pick_int'), element: same },
        { from: named(all, 'string_one'), to: named(all, 'pick_text'), element: same },
      ],
    };
    expect(convert(rule, l(9, 'a'), v(5, 1))).toEqual(v(71, 1));
    expect(convert(rule, l(9, 'a'), v(5, 0))).toEqual(l(72, 'a'));
    expect(convert(rule, v(5, 0))).toEqual(join());
  });

  it('writes lists in the form of the target, in order', () => {
    const mixed = [v(25, 1), v(25, -2), l(25, varint(3), varint(0)), v(9, 1), v(25, 5)];
    expect(convert(one(all, 'int32_list', all, 'int32_loose', same), ...mixed)).toEqual(
      join(v(45, 1), v(45, -2), v(45, 3), v(45, 0), v(45, 5)),
    );
    const packed = convert(one(all, 'int32_loose', all, 'int32_list', same), v(45, 1), v(45, -2), l(45, varint(3)));
    expect(packed).toEqual(join(l(25, varint(1), varint(-2)), l(25, varint(3))));
    expect(convert(one(all, 'int32_list', all, 'int32_list', same), l(25))).toEqual(join());
  });

  it('packs lists longer than their length had room for', () => {
    const elements = Array.from({ length: 200 }, () => v(45, 300));
    const packed = l(25, ...Array.from({ length: 200 }, () => varint(300)));
    expect(convert(one(all, 'int32_loose', all, 'int32_list', same), ...elements)).toEqual(packed);
  });

  it.each<[string, Uint8Array, string, Uint8Array]>([
    ['int32_one', v(5, -1), 'int64_one', v(3, -1)],
    ['int32_one', v(5, 0xffffffff), 'int64_one', v(3, -1)],
    ['int32_one', v(5, -3), 'sint32_one', v(14, 5)],
    ['int32_one', v(5, -3), 'sfixed64_one', f64(13, -3n)],
    ['uint32_one', v(11, 0xffffffff), 'int64_one', v(3, 0xffffffff)],
    ['uint32_one', v(11, 2n ** 40n + 1n), 'uint64_one', v(4, 1)],
    ['uint64_one', v(4, -1), 'fixed64_one', f64(6, -1n)],
    ['sint64_one', v(15, 5), 'int64_one', v(3, -3)],
    ['float_one', f32(2, 0x3fc00000), 'double_one', f64(1, 0x3ff8000000000000n)],
    ['fixed32_one', f32(7, 0xffffffff), 'uint32_one', v(11, 0xffffffff)],
    ['sfixed32_one', f32(12, 0xffffffff), 'int32_one', v(5, -1)],
    ['int32_list', l(25, varint(1), varint(-1)), 'sint64_list', l(35, varint(2), varint(1))],
    ['int32_list', l(25, varint(1), varint(-1)), 'sint64_loose', join(v(55, 2), v(55, 1))],
  ])('transcodes %s', (from, bytes, to, expected) => {
    expect(convert(one(all, from, all, to, number), bytes)).toEqual(expected);
    expect(convert(one(all, from, all, to, same), bytes)).toEqual(expected); // `same` of two kinds means the number
  });

  it('maps enums by number; one that is not there becomes zero', () => {
    const rule = one(all, 'color', shapeOf(Copy), 'color', { kind: 'enum', to: paintOf });
    expect(convert(rule, v(16, 300))).toEqual(v(16, 1));
    expect(convert(rule, v(16, 7))).toEqual(join());
    const list = one(all, 'colors', shapeOf(Copy), 'colors', { kind: 'enum', to: paintOf });
    expect(convert(list, l(36, varint(1), varint(7), varint(0)))).toEqual(l(36, varint(5), varint(0), varint(0)));
    const optional = one(all, 'color', all, 'opt_color', { kind: 'enum', to: paintOf });
    expect(convert(optional, v(16, 7))).toEqual(v(83, 0));
    expect(convert(optional, v(16, 0))).toEqual(join());
  });

  it('takes the other numbers of closed enums for unset', () => {
    const zero: ElementRule = { kind: 'enum', to: new Map([[1, 300]]) };
    expect(convert(one(two, 'closed', all, 'opt_color', zero), v(3, 9))).toEqual(join());
    expect(convert(one(two, 'closed', all, 'opt_color', zero), v(3, 1), v(3, 9))).toEqual(v(83, 300));
    expect(
      convert(one(two, 'packed_closeds', all, 'colors', same), l(6, varint(9)), l(6, varint(1), varint(9))),
    ).toEqual(l(36, varint(1)));
    expect(convert(one(two, 'closeds', all, 'colors', same), v(5, 9), v(5, 1), v(5, 9), v(5, 2))).toEqual(
      l(36, varint(1), varint(2)),
    );
    expect(convert(one(two, 'closeds', all, 'loose_colors', same), v(5, 9), l(5, varint(1)))).toEqual(v(56, 1));
  });

  it('writes messages in the form of the target: groups or with a length', () => {
    expect(convert(one(edition, 'delimited', edition, 'prefixed', same), g(3, v(1, 1)))).toEqual(l(4, v(1, 1)));
    expect(convert(one(edition, 'prefixed', edition, 'delimited', same), l(4, v(1, 1)))).toEqual(g(3, v(1, 1)));
    expect(convert(one(edition, 'prefixed', edition, 'delimited', same), l(4, v(1, 1)), l(4, v(1, 2)))).toEqual(
      g(3, v(1, 2)),
    );
    const inner = one(edition, 'explicit', edition, 'implicit', same);
    const rule = one(edition, 'delimiteds', edition, 'delimiteds', { kind: 'message', rule: inner });
    expect(convert(rule, g(5, v(1, 1)), g(5, v(9, 9)))).toEqual(join(g(5, v(2, 1)), g(5)));
  });

  it('keeps text valid that comes from where nobody checked it', () => {
    const mended = join(Uint8Array.of(97), new TextEncoder().encode('\ufffd'));
    expect(convert(one(two, 'text', all, 'opt_text', same), l(2, Uint8Array.of(97, 0xff)))).toEqual(l(82, mended));
    expect(convert(one(two, 'text', all, 'string_one', same), l(2))).toEqual(join());
    expect(convert(one(two, 'text', all, 'opt_text', same), l(2))).toEqual(l(82));
    expect(convert(one(two, 'text', edition, 'unchecked', same), l(2, Uint8Array.of(0xff)))).toEqual(
      l(8, Uint8Array.of(0xff)),
    );
  });

  it('copies the entries of maps whole', () => {
    const bytes = join(l(61, v(2, 1), l(1, 'a')), l(61), l(61, l(1, 'a')));
    expect(convert(one(all, 'map_text', shapeOf(Copy), 'map_text', same), bytes)).toEqual(
      join(l(161, v(2, 1), l(1, 'a')), l(161), l(161, l(1, 'a'))),
    );
  });

  it('serves two targets from one source', () => {
    const rule: MessageRule = {
      source: all,
      target: all,
      fields: [
        { from: named(all, 'int32_one'), to: named(all, 'opt_int'), element: same },
        { from: named(all, 'int32_one'), to: named(all, 'int64_one'), element: number },
        { from: named(all, 'int32_list'), to: named(all, 'int32_loose'), element: same },
        { from: named(all, 'int32_list'), to: named(all, 'int32_list'), element: same },
      ],
    };
    expect(convert(rule, v(5, 4), l(25, varint(1)))).toEqual(join(v(81, 4), v(3, 4), v(45, 1), l(25, varint(1))));
    expect(decode(All, convert(rule, v(25, 1), v(25, 2))).fields).toEqual({ int32_loose: [1, 2], int32_list: [1, 2] });
  });

  it('keeps count of more fields than a word has bits', () => {
    const singular = all.fields.filter((field) => !field.repeated && field.kind !== 'map');
    const rule = {
      source: all,
      target: all,
      fields: singular.map((field) => ({ from: field, to: field, element: same })),
    };
    expect(convert(rule, l(2000, 'a'), v(81, 1), l(2000, 'b'))).toEqual(join(v(81, 1), l(2000, 'b')));
  });

  it('refuses a list for what is none', () => {
    expect(() => compileConverter(one(all, 'int32_list', all, 'int32_one', same))).toThrow(TypeError);
    expect(() => compileConverter(one(all, 'map_text', all, 'children', same))).toThrow(TypeError);
  });

  it('is decode, map, encode', () => {
    fc.assert(
      fc.property(messageBytes(all), (bytes) => {
        const converted = convert(copyRule, bytes);
        expect(checkMessage(converted, copyRule.target).kind).toBe('valid');
        const expected = copied(decode(All, bytes, { unknown: false }));
        expect(decode(Copy, converted, { unknown: false })).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

/** What {@link copyRule} means, on decoded messages. */
function copied(source: Decoded): Decoded {
  const fields: Record<string, DecodedValue> = {};
  for (const { from, to, element } of copyRule.fields) {
    const value = source.fields[from.name];
    if (value === undefined) continue;
    if (to.name === 'far' && fields['opt_text'] !== undefined) continue;
    const made = from.repeated
      ? (value as readonly DecodedValue[]).map((each) => copiedValue(each, element, to))
      : copiedValue(value, element, to);
    const zero = made === 0 || made === 0n || made === '' || made === false;
    if (to.presence || !zero || Object.is(made, -0)) fields[to.name] = made;
  }
  return { type: 'rich3.Copy', fields, unknown: [] };
}

function copiedValue(value: DecodedValue, element: ElementRule, to: FieldShape): DecodedValue {
  switch (element.kind) {
    case 'same':
      return value;
    case 'number':
      return to.kind.includes('64') ? BigInt(value as number) : Number(value);
    case 'enum':
      return paintOf.get(value as number) ?? 0;
    case 'message':
      return copied(value as Decoded);
    case 'wrapper':
      throw new Error('the rule wraps nothing');
  }
}
