import { beforeAll, describe, expect, it } from '@jest/globals';
import { create, fromJson, type JsonValue, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack, DurationSchema } from '@bufbuild/protobuf/wkt';
import { Code, type CompletenessSchema as Schema, CompletenessSchema, GapReason } from '@tributary/language';
import { ErrorInfoSchema } from '@tributary/nestjs';
import type { Answer } from '../run/answer.ts';
import type { Expectation, ExpectedGap } from '../scenario.ts';
import { filmCase } from '../testing/expectation.ts';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import { parseFieldPath } from '../types/field-path.ts';
import type { MessageTypes } from '../types/message-types.ts';
import { judgeAnswer } from './judge-answer.ts';

let types: MessageTypes;

beforeAll(async () => {
  types = await typesOf(filmProto);
});

type Completeness = MessageInitShape<typeof Schema>;

/** What an answer is made from: its Completeness as a caller reads it, and the trailer, each its own. */
interface Given extends Partial<Omit<Answer, 'response'>> {
  readonly json?: JsonValue;
  readonly more?: readonly number[];
  readonly completeness?: Completeness | null;
  readonly trailer?: Completeness;
}

function answer({ json = {}, more = [], completeness, trailer, ...rest }: Given): Answer {
  const { method } = filmCase({}, types);
  const filled = completeness === undefined ? { complete: trailer === undefined, ...trailer } : completeness;
  const field = filled === null ? [] : toBinary(CompletenessSchema, create(CompletenessSchema, filled));
  const response = Buffer.concat([
    toBinary(method.output, fromJson(method.output, json, { registry: types.registry })),
    ...(filled === null ? [] : [Buffer.of(0x7a, field.length), Buffer.from(field)]),
    Buffer.from(more),
  ]);
  const trailers = new Map<string, Uint8Array[]>();
  if (trailer !== undefined) {
    trailers.set('tributary-completeness-bin', [toBinary(CompletenessSchema, create(CompletenessSchema, trailer))]);
  }
  const plain = { code: 0, message: '', details: [], durationMs: 10, trailers };
  return { ...plain, ...rest, response: (rest.code ?? 0) === 0 ? response : undefined };
}

function judge(expected: Partial<Expectation>, given: Given): string[] {
  return judgeAnswer(filmCase(expected, types), answer(given), types).map((each) => `${each.about}: ${each.message}`);
}

function message(json: JsonValue) {
  const { method } = filmCase({}, types);
  return fromJson(method.output, json, { registry: types.registry });
}

function errorInfo(reason: string, domain = 'tributary'): Any {
  return anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain }));
}

function gap(path: string, reason: number): ExpectedGap {
  return { path, reason, code: undefined, call: undefined, ageMs: undefined };
}

describe('an answer', () => {
  it('is judged by its status and gaps alone where nothing else is said', () => {
    expect(judge({}, { json: { film: { id: 'a' } } })).toEqual([]);
    expect(judge({}, { code: 5, message: 'none' })).toEqual(['status: NOT_FOUND instead of OK']);
    expect(judge({ status: 5 }, {})).toEqual(['status: OK instead of NOT_FOUND']);
    expect(judge({ status: 5 }, { code: 13 })).toEqual(['status: INTERNAL instead of NOT_FOUND']);
  });

  it('has the response given', () => {
    const response = message({ film: { id: 'a', completeness: { complete: true } }, completeness: {} });
    expect(judge({ response }, { json: { film: { id: 'a' } } })).toEqual([]);
    expect(judge({ response }, { json: { film: { id: 'b' } } })).toEqual(['response: film.id: expected "a", got "b"']);
    expect(judge({ response }, { json: { film: { id: 'a' } }, more: [0x0a, 0x05] })).toEqual([
      'response: is no valid films.v1.GetFilmResponse',
    ]);
  });

  it('has the unknown fields given', () => {
    const unknown = (path: string, ...numbers: number[]) => ({
      unknownFields: [{ path, steps: parseFieldPath(path) ?? [], numbers }],
    });
    const more = [0x98, 0x06, 0x01, 0x0a, 3, 0x90, 0x06, 0x01]; // 99: 1, film { 98: 1 }
    expect(judge(unknown('', 99), { more })).toEqual([]);
    expect(judge(unknown('film', 98), { more })).toEqual([]);
    expect(judge(unknown('others'), { more })).toEqual([]);
    for (const wanted of [unknown('', 98), unknown('film', 98, 99), unknown('others', 98), unknown('film')]) {
      expect(judge(wanted, { more })).toHaveLength(1);
    }
  });

  it('has exactly the gaps given, in order', () => {
    const gaps = [gap('film', 2), gap('others[0]', 5)];
    const trailer = {
      gaps: [
        { path: 'film', reason: GapReason.TIMED_OUT, code: Code.DEADLINE_EXCEEDED, call: 'a.B/C' },
        { path: 'others[0]', reason: GapReason.DROPPED },
      ],
    };
    expect(judge({ gaps }, { trailer })).toEqual([]);
    const wrong: ExpectedGap[][] = [
      [],
      gaps.slice(1),
      [...gaps].reverse(),
      [...gaps, gap('x', 1)],
      [gap('film', 1), gap('others[0]', 5)],
      [gap('film.id', 2), gap('others[0]', 5)],
      [{ ...gap('film', 2), code: 5 }, gap('others[0]', 5)],
      [{ ...gap('film', 2), call: 'a.B/D' }, gap('others[0]', 5)],
      [{ ...gap('film', 2), ageMs: 1 }, gap('others[0]', 5)],
    ];
    for (const other of wrong) expect(judge({ gaps: other }, { trailer })).toEqual(['gaps: other gaps than expected']);
    expect(judge({ gaps }, {})).toEqual(['gaps: other gaps than expected']);
    expect(judge({}, { trailer })).toEqual(['gaps: other gaps than expected']);
  });

  it('has gaps of at least the age given', () => {
    const trailer = { gaps: [{ reason: GapReason.STALE, age: create(DurationSchema, { seconds: 31n, nanos: 5e8 }) }] };
    const aged = (ageMs: number) => ({ gaps: [{ ...gap('', 4), ageMs }] });
    expect(judge(aged(31_500), { trailer })).toEqual([]);
    expect(judge(aged(31_501), { trailer })).toHaveLength(1);
  });

  it('says the same of its gaps in the response and in the trailer', () => {
    const trailer = { gaps: [{ path: 'film', reason: GapReason.FAILED }] };
    const gaps = [gap('film', 1)];
    expect(judge({ gaps }, { trailer, completeness: { complete: false, gaps: trailer.gaps } })).toEqual([]);
    expect(judge({ gaps }, { trailer, completeness: null })).toEqual([
      "gaps: the response's `completeness` is not filled in",
    ]);
    expect(judge({ gaps }, { trailer, completeness: { complete: true, gaps: trailer.gaps } })).toEqual([
      'gaps: `completeness.complete` is true, and the answer has gaps',
    ]);
    expect(judge({ gaps }, { trailer, completeness: { gaps: [{ path: 'other', reason: GapReason.FAILED }] } })).toEqual(
      ['gaps: `completeness` tells of other gaps than the trailer'],
    );
    expect(judge({}, { completeness: { complete: true, gaps: trailer.gaps } })).toHaveLength(1);
    expect(judge({}, { completeness: { complete: false } })).toHaveLength(1);
  });

  it('has a trailer that can be read', () => {
    const trailers = new Map([['tributary-completeness-bin', [Uint8Array.of(0x12, 9)]]]);
    expect(judge({}, { trailers })).toEqual(['gaps: the trailer tributary-completeness-bin is no Completeness']);
  });

  it('has the message, the reason and the details given', () => {
    const details = [errorInfo('UPSTREAM_FAILED'), anyPack(DurationSchema, create(DurationSchema, { seconds: 1n }))];
    const failed = { code: 5, message: 'film: no such film', details };
    const expected = { status: 5, message: 'no such film', reason: 'UPSTREAM_FAILED', details: [...details].reverse() };
    expect(judge(expected, failed)).toEqual([]);
    expect(judge({ ...expected, message: 'No such' }, failed)).toEqual(['message: the status has another message']);
    expect(judge({ ...expected, reason: 'BUDGET_SPENT' }, failed)).toEqual(['reason: another reason than expected']);
    expect(judge({ ...expected, details: [errorInfo('OTHER')] }, failed)).toEqual([
      'details: a detail is not among those of the status',
    ]);
    const reason = { status: 5, reason: 'UPSTREAM_FAILED' };
    expect(judge(reason, { code: 5 })).toHaveLength(1);
    expect(judge(reason, { code: 5, details: [errorInfo('UPSTREAM_FAILED', 'catalog')] })).toHaveLength(1);
    expect(judge(reason, { code: 5, details: [...details, errorInfo('UPSTREAM_FAILED')] })).toEqual([
      'reason: more than one ErrorInfo',
    ]);
  });

  it('tells of no gaps where it is not OK', () => {
    const trailers = new Map([['tributary-completeness-bin', [new Uint8Array()]]]);
    expect(judge({ status: 5 }, { code: 5, trailers })).toHaveLength(1);
  });

  it('has the trailers given, also where it is not OK', () => {
    const trailers = new Map<string, (string | Uint8Array)[]>([
      ['cache-status', ['tributary; hit; ttl=27']],
      ['a-bin', [Uint8Array.of(0, 1)]],
    ]);
    const equals = (text: string) => ({ kind: 'equals', text }) as const;
    const expected = new Map([
      ['cache-status', equals('tributary; hit; ttl=27')],
      ['a-bin', equals('AAE=')],
      ['x-none', null],
    ]);
    expect(judge({ trailers: expected }, { trailers })).toEqual([]);
    expect(judge({ status: 5, trailers: expected }, { code: 5, trailers })).toEqual([]);
    const matches = (pattern: RegExp) => new Map([['cache-status', { kind: 'matches', pattern } as const]]);
    expect(judge({ trailers: matches(/ttl=\d+$/) }, { trailers })).toEqual([]);
    expect(judge({ trailers: matches(/ttl=-\d+$/) }, { trailers })).toHaveLength(1);
    expect(judge({ trailers: new Map([['cache-status', equals('tributary')]]) }, { trailers })).toHaveLength(1);
    expect(judge({ trailers: new Map([['x-there', equals('')]]) }, { trailers })).toHaveLength(1);
    expect(judge({ trailers: new Map([['cache-status', null]]) }, { trailers })).toHaveLength(1);
  });

  it('comes in the time given', () => {
    expect(judge({ withinMs: 10, atLeastMs: 10 }, { durationMs: 10 })).toEqual([]);
    expect(judge({ withinMs: 10 }, { durationMs: 10.1 })).toEqual(['within: took 10.1 ms, and had 10ms']);
    expect(judge({ atLeastMs: 900 }, { durationMs: 800 })).toEqual(['at_least: took 800.0 ms, and must take 900ms']);
  });
});
