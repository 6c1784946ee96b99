import { expect, it } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import { parseFieldPath } from './field-path.ts';
import { unknownFieldsAt } from './unknown-fields.ts';

it.each([
  ['', []],
  ['a', ['a']],
  ['a.b[2].c', ['a', 'b', '[2]', 'c']],
  [`m["k.1"].x['y']`, ['m', '[k.1]', 'x', '[y]']],
  ['m[7]', ['m', '[7]']],
])('reads the path %j', (text, steps) => {
  expect(parseFieldPath(text)?.map((step) => (step.kind === 'field' ? step.name : `[${step.key}]`))).toEqual(steps);
});

it.each(['a..b', 'a[', 'a[]', '.a', 'a b'])('refuses the path %j', (text) => {
  expect(parseFieldPath(text)).toBeUndefined();
});

it('finds the numbers of unknown fields of the messages at a path', async () => {
  const types = await typesOf(filmProto);
  const desc = types.registry.getMessage('films.v1.GetFilmResponse');
  if (desc === undefined) throw new Error('no GetFilmResponse');
  const varint = (number: number) => [((number << 3) & 0x7f) | 0x80, number >> 4, 1];
  const message = fromBinary(
    desc,
    Uint8Array.from([
      ...[0x0a, 3, ...varint(99)], // film
      ...[0x12, 6, ...varint(98), ...varint(97)], // others[0]
      ...[0x12, 3, ...varint(98)], // others[1]
      ...[0x1a, 8, 0x0a, 1, 0x61, 0x12, 3, ...varint(96)], // by_id["a"]
      ...varint(95),
    ]),
  );
  const at = (path: string) => unknownFieldsAt(desc, message, parseFieldPath(path) ?? [], types);
  expect(at('')).toEqual([95]);
  expect(at('film')).toEqual([99]);
  expect(at('others[0]')).toEqual([97, 98]);
  expect(at('others[1]')).toEqual([98]);
  expect(at('others')).toEqual([97, 98]);
  expect(at('byId["a"]')).toEqual([96]);
  expect(at('by_id')).toEqual([96]);
  expect(at('others[2]')).toEqual([]);
  expect(at('film.nothing')).toEqual([]);
});
