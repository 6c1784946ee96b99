import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DescMessage, fromJson, type Message, toBinary } from '@bufbuild/protobuf';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import { decodeMessage } from './decode-message.ts';
import { parseFieldPath } from './field-path.ts';
import type { MessageTypes } from './message-types.ts';
import { renderMessage } from './render-message.ts';
import { unknownFieldsAt } from './unknown-fields.ts';

let types: MessageTypes;
let desc: DescMessage;

beforeAll(async () => {
  types = await typesOf(filmProto);
  const found = types.registry.getMessage('films.v1.GetFilmResponse');
  if (found === undefined) throw new Error('no GetFilmResponse');
  desc = found;
});

const unknownAt = (message: Message, path: string) => unknownFieldsAt(desc, message, parseFieldPath(path) ?? [], types);

describe('decodeMessage', () => {
  it('decodes what protobuf-es has encoded', () => {
    const json = {
      film: {
        id: 'a',
        views: '-1',
        score: 1.5,
        exactScore: 2.5,
        poster: 'AAE=',
        year: 0,
        kind: 'KIND_SHORT',
        town: '',
      },
      others: [{}, { length: '1s', note: 'n' }],
      byId: { a: { id: 'b' } },
    };
    const message = fromJson(desc, json, { registry: types.registry });
    const decoded = decodeMessage(desc, toBinary(desc, message));
    expect(decoded === undefined ? undefined : renderMessage(desc, decoded, types)).toBe(
      renderMessage(desc, message, types),
    );
  });

  it.each([
    ['a length past the end', [0x0a, 5, 0x0a]],
    ['a length past the end, inside', [0x0a, 2, 0x0a, 5]],
    ['bad UTF-8', [0x0a, 3, 0x0a, 1, 0xff]],
    ['tag 0', [0]],
    ['a wire type that there is not', [0x0f]],
  ])('refuses %s', (_, bytes) => {
    expect(decodeMessage(desc, Uint8Array.from(bytes))).toBeUndefined();
  });

  it('takes a field of another wire type for an unknown one, at any depth', () => {
    const message = decodeMessage(
      desc,
      Uint8Array.from([
        ...[0x08, 1], // film as a varint
        ...[0x0a, 7, 0x08, 5, 0x15, 1, 0, 0, 0], // film { id as a varint, views as fixed32 }
        ...[0x12, 3, 0x1a, 1, 0x61], // others { score as bytes }
        ...[0x1a, 7, 0x0a, 1, 0x61, 0x12, 2, 0x08, 9], // by_id["a"] { id as a varint }
      ]),
    );
    if (message === undefined) throw new Error('refused');
    expect(renderMessage(desc, message, types)).toBe('{"film":{},"others":[{}],"by_id":{"a":{}}}');
    expect(['', 'film', 'others[0]', 'by_id["a"]'].map((path) => unknownAt(message, path))).toEqual([
      [1],
      [1, 2],
      [3],
      [1],
    ]);
  });
});
