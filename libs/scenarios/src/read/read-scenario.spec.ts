import { beforeAll, describe, expect, it } from '@jest/globals';
import { renderProblem } from '../file/scenario-problem.ts';
import { YamlReader } from '../file/yaml-reader.ts';
import type { Scenario } from '../scenario.ts';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import type { MessageTypes } from '../types/message-types.ts';
import { readScenario, readScenarioFields } from './read-scenario.ts';

let types: MessageTypes;

beforeAll(async () => {
  types = await typesOf(filmProto);
});

function read(text: string): { scenario: Scenario; problems: string[] } {
  const reader = new YamlReader('s.yaml', text);
  const scenario = readScenario(reader, readScenarioFields(reader), types);
  return { scenario, problems: reader.problems().map(renderProblem) };
}

const getFilm = 'films.v1.FilmService/GetFilm';

/** Everything that scenarios.md lists. */
const everything = `
proto: .
method: ${getFilm}
config: { cache: { memory: 1MiB }, drain: 1s, upstreams: { films.v1.FilmService: { timeout: 1s, safe: [Get*] } } }
upstreams:
  ${getFilm}:
    - when: { id: m1 }
      reply: { film: { id: m1 }, byId: { a: {} }, by_id: {} }
      delay: 20ms
      times: 2
      metadata: { x-served-by: a }
    - status: NOT_FOUND
      message: no such film
      details: [ { "@type": type.googleapis.com/google.rpc.RetryInfo, retryDelay: 1s } ]
    - hang: true
    - raw: CgNm
cases:
  - name: all
    request: { id: m1 }
    metadata: { x-user-id: "7", x-number: 7, x-list: [a, " b "] }
    deadline: 1s
    advance: 31s
    concurrency: 10
    method: ${getFilm}
    expect:
      response: { film: { id: m1 } }
      unknown: { film: [99], '': [] }
      gaps:
        - { path: film, reason: TIMED_OUT, code: DEADLINE_EXCEEDED, call: a.B/C, age: 1s }
        - { path: '', reason: GAP_REASON_STALE }
      calls: { ${getFilm}: 1 }
      requests: { ${getFilm}: [ { id: m1 } ] }
      upstream_metadata: { ${getFilm}: { X-User-Id: null, x-a: b } }
      upstream_deadline: { ${getFilm}: 1s }
      trailers: { cache-status: "tributary; fwd=miss; stored", x-re: /^a+$/, x-none: null }
      within: 1100ms
      at_least: 900ms
  - request: { id: zz }
    expect:
      status: NOT_FOUND
      message: no such film
      reason: UPSTREAM_FAILED
      details: [ { "@type": type.googleapis.com/google.rpc.RetryInfo, retryDelay: 1s } ]
  - {}
`;

describe('a scenario', () => {
  it('may say all that a scenario can', () => {
    const { scenario, problems } = read(everything.replace(', by_id: {}', ''));
    expect(problems).toEqual([]);
    const script = scenario.scripts.get(getFilm);
    expect(script?.entries.map(({ answer, delayMs, times }) => [answer.kind, delayMs, times])).toEqual([
      ['reply', 20, 2],
      ['status', 0, Infinity],
      ['hang', 0, Infinity],
      ['reply', 0, Infinity],
    ]);
    if (scenario.examination.kind !== 'cases') throw new Error('no cases');
    const [all, failing, bare] = scenario.examination.cases;
    expect(all).toMatchObject({
      name: 'all',
      deadlineMs: 1000,
      advanceMs: 31_000,
      concurrency: 10,
      metadata: [
        ['x-user-id', '7'],
        ['x-number', '7'],
        ['x-list', 'a'],
        ['x-list', 'b'],
      ],
    });
    expect(all?.expected).toMatchObject({
      status: 0,
      response: { film: { id: 'm1' } },
      unknownFields: [
        { path: 'film', numbers: [99] },
        { path: '', numbers: [] },
      ],
      gaps: [
        { path: 'film', reason: 2, code: 4, call: 'a.B/C', ageMs: 1000 },
        { path: '', reason: 4, code: undefined, call: undefined, ageMs: undefined },
      ],
      calls: new Map([[getFilm, 1]]),
      upstreamMetadata: new Map([
        [
          getFilm,
          new Map([
            ['x-user-id', null],
            ['x-a', 'b'],
          ]),
        ],
      ]),
      upstreamDeadlinesMs: new Map([[getFilm, 1000]]),
      trailers: new Map<string, unknown>([
        ['cache-status', { kind: 'equals', text: 'tributary; fwd=miss; stored' }],
        ['x-re', { kind: 'matches', pattern: /^a+$/ }],
        ['x-none', null],
      ]),
      withinMs: 1100,
      atLeastMs: 900,
    });
    expect(failing).toMatchObject({ name: 'case 2', deadlineMs: 5000, advanceMs: 0, concurrency: 1 });
    expect(failing?.expected).toMatchObject({ status: 5, message: 'no such film', reason: 'UPSTREAM_FAILED' });
    expect(failing?.expected.details).toHaveLength(1);
    expect(bare?.expected).toMatchObject({ status: 0, response: undefined, gaps: [] });
  });

  it('may be a check', () => {
    const { scenario, problems } = read(
      'check:\n  - { rule: unknown-arg, at: "bad.proto:31:11" }\n  - { rule: no-source, at: sub/bad.proto:7 }\n',
    );
    expect(problems).toEqual([]);
    expect(scenario.examination).toEqual({
      kind: 'check',
      findings: [
        { rule: 'unknown-arg', file: 'bad.proto', line: 31, column: 11 },
        { rule: 'no-source', file: 'sub/bad.proto', line: 7, column: undefined },
      ],
    });
    expect(read('check: []').problems).toEqual([]);
  });

  const entry = `cases: [{ method: ${getFilm} }]\nupstreams:\n  ${getFilm}:\n    - `;
  const expectation = `method: ${getFilm}\ncases:\n  - expect: `;

  it.each<[string, string, string[]]>([
    [
      'a key of the file',
      'casess: []',
      [
        's.yaml:1:1: casess: unknown key "casess" (did you mean "cases"?)',
        's.yaml:1:1: has neither `cases` nor `check`',
      ],
    ],
    [
      'both kinds',
      `check: []\ncases: [{ method: ${getFilm} }]`,
      ['s.yaml:1:1: check: `check` stands instead of `cases`'],
    ],
    ['no case', 'cases: []', ['s.yaml:1:1: cases: has no case']],
    ['an empty file', '', ['s.yaml:1:1: the file is empty', 's.yaml:1:1: has neither `cases` nor `check`']],
    [
      'addresses',
      `config: { http: off, upstreams: { '*': { address: x } } }\ncases: [{ method: ${getFilm} }]`,
      [
        's.yaml:1:11: config.http: addresses are given by the runner: leave it out',
        's.yaml:1:42: config.upstreams.*.address: addresses are given by the runner: leave it out',
      ],
    ],
    [
      'a method',
      'cases:\n  - { method: films.v1.FilmService/GetFlim }',
      [
        's.yaml:2:7: cases[0].method: there is no method "films.v1.FilmService/GetFlim" (did you mean "films.v1.FilmService/GetFilm"?)',
      ],
    ],
    [
      'a streaming method',
      'cases:\n  - { method: films.v1.FilmService/WatchFilm }',
      ['s.yaml:2:7: cases[0].method: "films.v1.FilmService/WatchFilm" is not a unary method'],
    ],
    ['no method', 'cases:\n  - {}', ['s.yaml:2:5: cases[0]: no `method`, neither here nor for the whole scenario']],
    [
      'a key of a case',
      `cases:\n  - { method: ${getFilm}, requets: {} }`,
      ['cases[0].requets: unknown key "requets" (did you mean "request"?)'],
    ],
    [
      'a request',
      `cases:\n  - method: ${getFilm}\n    request: { page: { size: x } }`,
      ['s.yaml:3:24: cases[0].request.page.size: '],
    ],
    [
      'a key of an entry',
      `${entry}{ repply: {} }`,
      ['an entry has one answer', 'unknown key "repply" (did you mean "reply"?)'],
    ],
    ['two answers', `${entry}{ reply: {}, hang: true }`, [`upstreams.${getFilm}[0].hang: an entry has one answer`]],
    ['no answer', `${entry}{ when: {} }`, [`upstreams.${getFilm}[0]: an entry has one answer`]],
    ['a status', `${entry}{ status: NOTFOUND }`, ['there is no status code "NOTFOUND" (did you mean "NOT_FOUND"?)']],
    ['OK as a failure', `${entry}{ status: OK }`, ['OK is no failure']],
    ['a message without a status', `${entry}{ reply: {}, message: x }`, ['`message` belongs to a `status`']],
    [
      'a detail of an unknown type',
      `${entry}{ status: ABORTED, details: [{ "@type": type.googleapis.com/a.B }] }`,
      ['a.B'],
    ],
    ['base64', `${entry}{ raw: "%%%" }`, ['must be base64']],
    ['a reply', `${entry}{ reply: { film: { titel: x } } }`, [`.reply.film.titel: films.v1.Film has no field "titel"`]],
    ['times', `${entry}{ reply: {}, times: 0 }`, ['must be a whole number from 1']],
    ['a delay', `${entry}{ reply: {}, delay: 20 }`, ['must be a duration']],
    ['a metadata key', `${entry}{ reply: {}, metadata: { "a b": x } }`, ['cannot be a key of metadata']],
    [
      'a key of an expectation',
      `${expectation}{ gap: [] }`,
      ['s.yaml:3:15: cases[0].expect.gap: unknown key "gap" (did you mean "gaps"?)'],
    ],
    [
      'a key of a gap',
      `${expectation}{ gaps: [{ pth: x }] }`,
      ['s.yaml:3:24: cases[0].expect.gaps[0].pth: unknown key "pth" (did you mean "path"?)'],
    ],
    ['a gap reason', `${expectation}{ gaps: [{ reason: LATE }] }`, ['there is no gap reason "LATE"']],
    ['calls of an unknown method', `${expectation}{ calls: { a.B/C: 1 } }`, ['there is no method "a.B/C"']],
    ['a regular expression', `${expectation}{ trailers: { a: /(/ } }`, ['cases[0].expect.trailers.a']],
    [
      'a response of a failure',
      `${expectation}{ status: ABORTED, response: {} }`,
      ['`response` is of an answer that is OK'],
    ],
    ['a reason of no failure', `${expectation}{ reason: X }`, ['`reason` is of a failure']],
    ['a path', `${expectation}{ unknown: { 'a..b': [1] } }`, ['is no path']],
    [
      'a rule',
      'check: [{ rule: unknown-args, at: "a.proto:1" }]',
      ['there is no rule "unknown-args" (did you mean "unknown-arg"?)'],
    ],
    ['a place', 'check: [{ rule: unknown-arg, at: a.proto }]', ['must be a place']],
  ])('is refused for %s', (_, text, problems) => {
    expect(read(text).problems).toEqual(problems.map((each) => expect.stringContaining(each) as unknown as string));
  });

  it('is read to its end, whatever is wrong with it', () => {
    const { problems } = read(
      `${expectation}{ status: NOPE, within: soon, at_least: 1, calls: { a.B/C: -1 } }\n  - deadline: never`,
    );
    expect(problems).toHaveLength(5);
  });
});
