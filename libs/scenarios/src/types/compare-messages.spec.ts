import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DescMessage, fromBinary, fromJson, type JsonValue, type Message, toBinary } from '@bufbuild/protobuf';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import { differences, skipCompleteness, skipNothing } from './compare-messages.ts';
import type { MessageTypes } from './message-types.ts';

let types: MessageTypes;
let desc: DescMessage;

beforeAll(async () => {
  types = await typesOf(filmProto);
  const found = types.registry.getMessage('films.v1.GetFilmResponse');
  if (found === undefined) throw new Error('no GetFilmResponse');
  desc = found;
});

function message(json: JsonValue): Message {
  return fromJson(desc, json, { registry: types.registry });
}

/** As it comes off the wire. */
function received(json: JsonValue, more: readonly number[] = []): Message {
  return fromBinary(desc, Buffer.concat([toBinary(desc, message(json)), Buffer.from(more)]));
}

function compare(expected: JsonValue, actual: JsonValue): string[] {
  return differences(desc, message(expected), received(actual), { types, skip: skipCompleteness }).map(
    (each) => `${each.path}: ${each.expected} / ${each.actual}`,
  );
}

describe('differences', () => {
  it.each<[string, JsonValue]>([
    ['nothing', {}],
    ['floats, which are less exact than what JSON says', { film: { score: 0.1, exactScore: 0.1 } }],
    ['NaN and infinity', { film: { score: 'NaN', exactScore: '-Infinity' } }],
    ['int64 beyond 2^53', { film: { views: '9007199254740993' } }],
    [
      'bytes, maps, lists, enums, well-known types',
      {
        film: { poster: 'AAE=', kind: 'KIND_SHORT', length: '1.5s', note: '', year: 0 },
        others: [{ id: 'a' }, {}],
        by_id: { a: { town: '' }, b: {} },
      },
    ],
    ['an Any', { film: { extra: { '@type': 'type.googleapis.com/films.v1.Film', score: 0.1 } } }],
  ])('are none between a message and itself: %s', (_, json) => {
    expect(compare(json, json)).toEqual([]);
  });

  it.each<[string, JsonValue, JsonValue, string[]]>([
    ['a text', { film: { id: 'a' } }, { film: { id: 'b' } }, ['film.id: "a" / "b"']],
    ['a field without presence', { film: { id: 'a' } }, { film: {} }, ['film.id: "a" / ""']],
    ['presence of a scalar', { film: { year: 0 } }, { film: {} }, ['film.year: 0 / unset']],
    ['presence of a message', { film: {} }, {}, ['film: {} / unset']],
    [
      'the member of a oneof',
      { film: { town: '' } },
      { film: { country: '' } },
      ['film.town: "" / unset', 'film.country: unset / ""'],
    ],
    [
      'a double',
      { film: { exactScore: 0.1 } },
      { film: { exactScore: 0.10000000001 } },
      ['film.exact_score: 0.1 / 0.10000000001'],
    ],
    [
      'an int64',
      { film: { views: '9007199254740993' } },
      { film: { views: '9007199254740992' } },
      ['film.views: "9007199254740993" / "9007199254740992"'],
    ],
    ['an enum', { film: { kind: 'KIND_SHORT' } }, { film: { kind: 9 } }, ['film.kind: KIND_SHORT / 9']],
    ['bytes', { film: { poster: 'AAE=' } }, { film: { poster: 'AAI=' } }, ['film.poster: "AAE=" / "AAI="']],
    [
      'an element more',
      { others: [{ id: 'a' }] },
      { others: [{ id: 'a' }, { id: 'b' }] },
      ['others[1]: none / {"id":"b"}'],
    ],
    [
      'the order of a list',
      { others: [{ id: 'a' }, { id: 'b' }] },
      { others: [{ id: 'b' }, { id: 'a' }] },
      ['others[0].id: "a" / "b"', 'others[1].id: "b" / "a"'],
    ],
    ['a list where there is none', {}, { others: [{ id: 'a' }] }, ['others: none / [{"id":"a"}]']],
    [
      'a map entry',
      { byId: { a: { id: 'a' } } },
      { byId: { a: { id: 'b' }, c: {} } },
      ['by_id["a"].id: "a" / "b"', 'by_id["c"]: none / {}'],
    ],
    [
      'well-known types',
      { film: { length: '1s', note: 'a' } },
      { film: { length: '1.000000001s' } },
      ['film.length.nanos: 0 / 1', 'film.note: "a" / unset'],
    ],
    [
      'what is in an Any',
      { film: { extra: { '@type': 'type.googleapis.com/films.v1.Film', id: 'a' } } },
      { film: { extra: { '@type': 'type.googleapis.com/films.v1.Film', id: 'b' } } },
      ['film.extra.id: "a" / "b"'],
    ],
    [
      'the type of an Any',
      { film: { extra: { '@type': 'type.googleapis.com/films.v1.Film' } } },
      { film: { extra: { '@type': 'type.googleapis.com/films.v1.Page' } } },
      ['film.extra: {"@type":"type.googleapis.com/films.v1.Film"} / {"@type":"type.googleapis.com/films.v1.Page"}'],
    ],
  ])('show %s', (_, expected, actual, shown) => {
    expect(compare(expected, actual)).toEqual(shown);
  });

  it('pass over unknown fields, but not over what is beside them', () => {
    const unknown = [0x98, 0x06, 0x01]; // 99: 1
    const comparing = { types, skip: skipNothing };
    expect(differences(desc, message({}), received({}, unknown), comparing)).toEqual([]);
    expect(differences(desc, message({}), received({ film: {} }, unknown), comparing)).toHaveLength(1);
  });

  it('pass over Completeness at any depth only where told to', () => {
    const gap = { gaps: [{ path: 'x' }] };
    const json = { completeness: gap, film: { completeness: gap }, others: [{ completeness: gap }] };
    const bare = { film: {}, others: [{}] };
    expect(compare(bare, json)).toEqual([]);
    expect(differences(desc, message(bare), received(json), { types, skip: skipNothing })).toHaveLength(3);
  });

  it('compare an Any of a type that is not known by its bytes', () => {
    const bytes = (value: number) =>
      // film { extra { type_url: "x/y" value: <value> } }
      fromBinary(desc, Uint8Array.of(0x0a, 10, 0x52, 8, 0x0a, 3, 0x78, 0x2f, 0x79, 0x12, 1, value));
    const comparing = { types, skip: skipNothing };
    expect(differences(desc, bytes(1), bytes(1), comparing)).toEqual([]);
    expect(differences(desc, bytes(1), bytes(2), comparing)).toHaveLength(1);
  });
});

describe('differences of proto2 messages', () => {
  it('compare extensions as the fields they are', async () => {
    const proto2 = await typesOf(`
      syntax = "proto2"; package old.v1;
      message Film { required string id = 1; optional group Cast = 2 { optional string name = 3; } extensions 100 to 200; }
      extend Film { optional string colour = 100; repeated int32 years = 101; optional Film sequel = 102; }`);
    const film = proto2.registry.getMessage('old.v1.Film');
    if (film === undefined) throw new Error('no Film');
    const read = (json: JsonValue) => fromJson(film, json, { registry: proto2.registry });
    const compared = (one: JsonValue, other: JsonValue) =>
      differences(film, read(one), fromBinary(film, toBinary(film, read(other))), {
        types: proto2,
        skip: skipNothing,
      }).map(({ path }) => path);
    const whole = {
      id: 'a',
      cast: { name: 'b' },
      '[old.v1.colour]': 'red',
      '[old.v1.years]': [1, 2],
      '[old.v1.sequel]': { id: 'b' },
    };
    expect(compared(whole, whole)).toEqual([]);
    expect(compared({ id: 'a' }, whole)).toEqual(['cast', '[old.v1.colour]', '[old.v1.years]', '[old.v1.sequel]']);
    expect(compared({ ...whole, '[old.v1.sequel]': { id: 'c' } }, whole)).toEqual(['[old.v1.sequel].id']);
  });
});
