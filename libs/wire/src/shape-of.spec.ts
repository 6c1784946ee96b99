import { describe, expect, it } from '@jest/globals';
import type { FieldShape, MessageShape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { All, Need, New, Two } from './testing/rich-types.ts';

const all = shapeOf(All);
const two = shapeOf(Two);
const edition = shapeOf(New);

function named(shape: MessageShape, name: string): FieldShape {
  const field = shape.byName(name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
}

describe('shapeOf', () => {
  it('gives one shape per descriptor, also where a type contains itself', () => {
    expect(shapeOf(All)).toBe(all);
    expect(named(all, 'child').message).toBe(all);
  });

  it('lists fields by number and finds them by number and name, near and far', () => {
    const numbers = all.fields.map((field) => field.number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(all.field(17)?.name).toBe('child');
    expect(all.field(2000)?.name).toBe('far');
    expect(all.field(536870911)?.name).toBe('farthest');
    expect(all.field(18)).toBeUndefined();
    expect(all.field(1999)).toBeUndefined();
    expect(all.byName('nope')).toBeUndefined();
  });

  it('reads presence', () => {
    expect(named(all, 'int32_one').presence).toBe(false);
    expect(named(all, 'opt_int').presence).toBe(true);
    expect(named(all, 'pick_int').presence).toBe(true);
    expect(named(all, 'child').presence).toBe(true);
    expect(named(all, 'int32_list').presence).toBe(false);
    expect(named(two, 'int').presence).toBe(true);
    expect(named(edition, 'explicit').presence).toBe(true);
    expect(named(edition, 'implicit').presence).toBe(false);
  });

  it('knows oneofs but no synthetic ones', () => {
    expect(all.oneofs.map((oneof) => oneof.name)).toEqual(['choice', 'other']);
    expect(named(all, 'pick_int').oneof?.fields.map((field) => field.name)).toEqual([
      'pick_int',
      'pick_text',
      'pick_child',
      'pick_color',
    ]);
    expect(named(all, 'opt_int').oneof).toBeUndefined();
  });

  it('reads packing', () => {
    expect(named(all, 'int32_list')).toMatchObject({ packed: true, packable: true, repeated: true, kind: 'int32' });
    expect(named(all, 'int32_loose')).toMatchObject({ packed: false, packable: true });
    expect(named(all, 'string_list')).toMatchObject({ packed: false, packable: false });
    expect(named(two, 'ints').packed).toBe(false);
    expect(named(two, 'packed_ints').packed).toBe(true);
    expect(named(edition, 'expanded').packed).toBe(false);
    expect(named(edition, 'packed').packed).toBe(true);
    expect(named(all, 'int32_one').packable).toBe(false);
  });

  it('reads which strings are checked', () => {
    expect(named(all, 'string_one').utf8).toBe(true);
    expect(named(all, 'bytes_one').utf8).toBe(false);
    expect(named(two, 'text').utf8).toBe(false);
    expect(named(edition, 'unchecked').utf8).toBe(false);
    expect(named(edition, 'checked').utf8).toBe(true);
    expect(named(all, 'map_text').message?.field(1)?.utf8).toBe(true);
    expect(named(two, 'map_text').message?.field(2)?.utf8).toBe(false);
  });

  it('reads groups and delimited messages', () => {
    expect(named(two, 'solo')).toMatchObject({ kind: 'group', tag: (7 << 3) | 3 });
    expect(named(edition, 'delimited').kind).toBe('group');
    expect(named(edition, 'delimiteds')).toMatchObject({ kind: 'group', repeated: true });
    expect(named(edition, 'prefixed').kind).toBe('message');
    expect(named(edition, 'map_child').message?.field(2)?.kind).toBe('message');
  });

  it('makes the entries of maps', () => {
    const map = named(all, 'map_all');
    expect(map).toMatchObject({ kind: 'map', repeated: false, presence: false });
    expect(map.message).toMatchObject({ typeName: 'rich3.All.MapAllEntry', mapEntry: true, desc: All });
    expect(map.message?.fields.map(({ name, number, kind }) => [name, number, kind])).toEqual([
      ['key', 1, 'int64'],
      ['value', 2, 'message'],
    ]);
    expect(map.message?.field(2)?.message).toBe(all);
  });

  it('reads closed enums', () => {
    expect([...(named(two, 'closed').closedEnum ?? [])]).toEqual([1, 2, -5]);
    expect(named(two, 'closeds').closedEnum).toBeDefined();
    expect(named(two, 'map_closed').message?.field(2)?.closedEnum).toBeDefined();
    expect(named(edition, 'closed').closedEnum).toBeDefined();
    expect(named(all, 'color').closedEnum).toBeUndefined();
  });

  it('gives defaults: as written in proto2, else zero', () => {
    const defaults = Object.fromEntries(two.fields.map((field) => [field.name, field.defaultValue]));
    expect(defaults).toMatchObject({
      int: -7,
      text: new TextEncoder().encode('käse'),
      closed: 1,
      closed_default: 2,
      raw: new Uint8Array([97, 1, 98]),
      flag: true,
      real: -Infinity,
      big: 18446744073709551615n,
      child: undefined,
      ints: undefined,
    });
    expect(named(all, 'int64_one').defaultValue).toBe(0n);
    expect(named(all, 'bool_one').defaultValue).toBe(false);
    expect(named(all, 'float_one').defaultValue).toBe(0);
  });

  it('knows what requires something, at any depth', () => {
    expect(shapeOf(Need).requires).toBe(true);
    expect(named(shapeOf(Need), 'id').required).toBe(true);
    expect(all.requires).toBe(false);
  });
});
