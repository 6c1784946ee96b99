import { beforeAll, describe, expect, it } from '@jest/globals';
import { fromJson, type JsonValue, type Message } from '@bufbuild/protobuf';
import type { Expectation } from '../scenario.ts';
import { filmCase } from '../testing/expectation.ts';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import type { MessageTypes } from '../types/message-types.ts';
import type { Arrival } from '../upstream/arrival.ts';
import { judgeArrivals } from './judge-arrivals.ts';

const getFilm = 'films.v1.FilmService/GetFilm';
let types: MessageTypes;

beforeAll(async () => {
  types = await typesOf(filmProto);
});

function request(json: JsonValue): Message {
  const { method } = filmCase({}, types);
  return fromJson(method.input, json, { registry: types.registry });
}

function arrival(json: JsonValue, more: Partial<Arrival> = {}): Arrival {
  const { method } = filmCase({}, types);
  const plain = { bytes: new Uint8Array(), metadata: new Map(), givenMs: 1000, matched: true };
  return { method, request: request(json), ...plain, ...more };
}

function judge(expected: Partial<Expectation>, arrivals: readonly Arrival[]): string[] {
  return judgeArrivals(filmCase(expected, types), arrivals, types).map(({ about, message }) => `${about}: ${message}`);
}

describe('arrivals', () => {
  it('may be whatever they are where nothing is said of them', () => {
    expect(judge({}, [arrival({ id: 'a' })])).toEqual([]);
  });

  it('fail where no entry matches, showing the request', () => {
    expect(judge({}, [arrival({ id: 'a' }, { matched: false })])).toEqual([
      `upstreams: no entry of ${getFilm} matches the request {"id":"a"}`,
    ]);
    const odd = arrival({}, { matched: false, request: undefined, bytes: Uint8Array.of(10, 5) });
    expect(judge({}, [odd])).toEqual([
      `upstreams: no entry of ${getFilm} matches the request no valid films.v1.GetFilmRequest, the bytes CgU=`,
    ]);
  });

  it('are counted exactly', () => {
    const calls = new Map([[getFilm, 1]]);
    expect(judge({ calls }, [arrival({})])).toEqual([]);
    expect(judge({ calls }, [])).toEqual([`calls: ${getFilm} was called 0 times, not 1`]);
    expect(judge({ calls }, [arrival({}), arrival({})])).toEqual([`calls: ${getFilm} was called 2 times, not 1`]);
    expect(judge({ calls: new Map([[getFilm, 0]]) }, [arrival({})])).toHaveLength(1);
  });

  it('have exactly the requests given, in any order, equal as messages', () => {
    const requests = new Map([[getFilm, [request({ id: 'a' }), request({ id: 'b', limits: { x: 1, y: 2 } })]]]);
    const a = arrival({ id: 'a' });
    const b = arrival({ id: 'b', limits: { y: 2, x: 1 } });
    expect(judge({ requests }, [b, a])).toEqual([]);
    for (const others of [
      [a],
      [a, b, b],
      [a, a],
      [a, arrival({ id: 'b' })],
      [a, arrival({}, { request: undefined })],
    ]) {
      expect(judge({ requests }, others)).toEqual([`requests: other requests to ${getFilm} than expected`]);
    }
  });

  it('have the metadata given, all of them', () => {
    const sent = (value?: string[]) => arrival({}, { metadata: new Map(value === undefined ? [] : [['x-a', value]]) });
    const expected = (value: string | null) => ({ upstreamMetadata: new Map([[getFilm, new Map([['x-a', value]])]]) });
    expect(judge(expected('1'), [sent(['1']), sent(['1'])])).toEqual([]);
    expect(judge(expected('1,2'), [sent(['1, 2'])])).toEqual([]);
    expect(judge(expected('1, 2'), [sent(['1', '2'])])).toEqual([]);
    expect(judge(expected(null), [sent(), sent()])).toEqual([]);
    expect(judge(expected(null), [])).toEqual([]);
    expect(judge(expected('1'), [sent(['1']), sent(['2']), sent()])).toEqual([
      `upstream_metadata: \`x-a\` of 2 of 3 calls of ${getFilm} is otherwise`,
    ]);
    expect(judge(expected(null), [sent(['1'])])).toHaveLength(1);
    expect(judge(expected('1'), [])).toEqual([`upstream_metadata: no call of ${getFilm} came that could have \`x-a\``]);
  });

  it('were given the time stated, the longest of them', () => {
    const given = (...times: (number | undefined)[]) => times.map((givenMs) => arrival({}, { givenMs }));
    const expected = (ms: number) => ({ upstreamDeadlinesMs: new Map([[getFilm, ms]]) });
    for (const times of [[1000], [200, 995, 400], [1010], [800]]) {
      expect(judge(expected(1000), given(...times))).toEqual([]);
    }
    for (const times of [[], [1011], [799], [500, 600], [1000, undefined], [undefined]]) {
      expect(judge(expected(1000), given(...times))).toHaveLength(1);
    }
    expect(judge(expected(5000), given(4000))).toEqual([]);
    expect(judge(expected(5000), given(3999))).toHaveLength(1);
    expect(judge(expected(10_000), given(9000))).toEqual([]);
    expect(judge(expected(10_000), given(8999))).toHaveLength(1);
    expect(judge(expected(50), given(25))).toEqual([]);
    expect(judge(expected(50), given(24))).toHaveLength(1);
  });
});
