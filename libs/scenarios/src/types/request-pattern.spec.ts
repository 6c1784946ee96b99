import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DescMessage, fromBinary, fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf';
import { AnySchema, StringValueSchema, StructSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { renderProblem } from '../file/scenario-problem.ts';
import { YamlReader } from '../file/yaml-reader.ts';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import type { MessageTypes } from './message-types.ts';
import { readRequestPattern } from './request-pattern.ts';

let types: MessageTypes;
let desc: DescMessage;

beforeAll(async () => {
  types = await typesOf(filmProto);
  const found = types.registry.getMessage('films.v1.GetFilmRequest');
  if (found === undefined) throw new Error('no GetFilmRequest');
  desc = found;
});

function matches(when: JsonValue, request: JsonValue): boolean {
  const reader = new YamlReader('s.yaml', JSON.stringify(when));
  const pattern = readRequestPattern(reader, reader.json(reader.top()), desc, types);
  if (pattern === undefined) throw new Error(reader.problems().map(renderProblem).join());
  return pattern(fromBinary(desc, toBinary(desc, fromJson(desc, request, { registry: types.registry }))));
}

const request: JsonValue = {
  id: 'm1',
  tags: ['a', 'b'],
  limits: { x: 1, y: 2 },
  page: { size: 10, token: '', next: { size: 20 } },
  extra: { '@type': 'type.googleapis.com/films.v1.Page', size: 1, token: 't' },
  value: null,
};

describe('a when', () => {
  it.each<[string, JsonValue]>([
    ['nothing', {}],
    ['a field', { id: 'm1' }],
    ['a part of a message', { page: { size: 10 } }],
    ['a part of a message in a message', { page: { next: { size: 20 } } }],
    ['a message that is set, whatever is in it', { page: {} }],
    ['a default with presence', { page: { token: '' } }],
    ['a default without presence', { page: { next: { size: 20, token: null } } }],
    ['a list as a whole', { tags: ['a', 'b'] }],
    ['a map as a whole', { limits: { y: 2, x: 1 } }],
    ['a part of what is in an Any', { extra: { '@type': 'type.googleapis.com/films.v1.Page', size: 1 } }],
    ['a field that is unset', { page: { next: { next: null } } }],
    ['a null that is a value', { value: null }],
    ['all of it', request],
  ])('matches by %s', (_, when) => {
    expect(matches(when, request)).toBe(true);
  });

  it.each<[string, JsonValue]>([
    ['another value', { id: 'm2' }],
    ['a default that is not there', { id: '' }],
    ['another part of a message', { page: { size: 11 } }],
    ['a message that is not set', { page: { next: { next: {} } } }],
    ['a part of a list', { tags: ['a'] }],
    ['another order of a list', { tags: ['b', 'a'] }],
    ['a part of a map', { limits: { x: 1 } }],
    ['another type in an Any', { extra: { '@type': 'type.googleapis.com/films.v1.Film' } }],
    ['another part in an Any', { extra: { '@type': 'type.googleapis.com/films.v1.Page', size: 2 } }],
    ['null for a field that is set', { page: null }],
  ])('does not match by %s', (_, when) => {
    expect(matches(when, request)).toBe(false);
  });

  it('matches an empty list and an empty map', () => {
    expect(matches({ tags: [], limits: {} }, { id: 'm1' })).toBe(true);
    expect(matches({ tags: [] }, request)).toBe(false);
  });

  it('takes both namings, and tells of names that are neither', () => {
    const reader = new YamlReader('s.yaml', 'page:\n  next:\n    siize: 1\n');
    expect(readRequestPattern(reader, reader.json(reader.top()), desc, types)).toBeUndefined();
    expect(reader.problems().map(renderProblem)).toEqual([
      's.yaml:3:5: page.next.siize: films.v1.Page has no field "siize" (did you mean "size"?)',
    ]);
  });
});

describe('a when of a request that ProtoJSON does not write as its fields', () => {
  function matchesOf(schema: DescMessage, when: JsonValue, sent: JsonValue): boolean {
    const reader = new YamlReader('s.yaml', JSON.stringify(when));
    const pattern = readRequestPattern(reader, reader.json(reader.top()), schema, types);
    if (pattern === undefined) throw new Error(reader.problems().map(renderProblem).join());
    return pattern(fromJson(schema, sent, { registry: types.registry }));
  }

  it.each<[string, DescMessage, JsonValue, JsonValue]>([
    ['a wrapper', StringValueSchema, 'a', 'b'],
    ['a moment', TimestampSchema, '2020-01-01T00:00:00Z', '2020-01-01T00:00:01Z'],
    ['a struct, as a whole', StructSchema, { a: 1 }, { a: 1, b: 2 }],
  ])('compares %s', (_, schema, given, other) => {
    expect(matchesOf(schema, given, given)).toBe(true);
    expect(matchesOf(schema, given, other)).toBe(false);
  });

  it('compares an Any by its type and the fields given', () => {
    const page = (size: number, token: string) => ({ '@type': 'type.googleapis.com/films.v1.Page', size, token });
    expect(matchesOf(AnySchema, { '@type': 'type.googleapis.com/films.v1.Page', size: 1 }, page(1, 't'))).toBe(true);
    expect(matchesOf(AnySchema, page(1, 't'), page(2, 't'))).toBe(false);
  });
});
