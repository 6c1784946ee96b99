import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ScenarioReport } from '../report/scenario-report.ts';
import { inFolder } from '../testing/in-folder.ts';
import { findScenarios } from './find-scenarios.ts';
import { runScenarios } from './run-scenarios.ts';

const proto = `syntax = "proto3";
package shop.v1;
import "tributary/v1/compose.proto";

service StockService {
  rpc GetItem(GetItemRequest) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc GetPrice(GetItemRequest) returns (Price) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetItemRequest { string id = 1; }
message Item { string name = 1; }
message Price { int64 cents = 1; }

service ShopService {
  rpc GetOffer(GetOfferRequest) returns (GetOfferResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { cache: { ttl: "30s" degraded_ttl: "1ms" } forward: "x-user" };
  }
}
message GetOfferRequest { string id = 1; }
message GetOfferResponse {
  Item item = 1 [(tributary.v1.from) = { call: "shop.v1.StockService/GetItem" args: "id = request.id" }];
  Price price = 2 [(tributary.v1.from) = {
    call: "shop.v1.StockService/GetPrice" args: "id = request.id" optional: true timeout: "1500ms"
  }];
  tributary.v1.Completeness completeness = 3;
}
`;

const upstreams = `
method: shop.v1.ShopService/GetOffer
upstreams:
  shop.v1.StockService/GetItem:
    - { when: { id: raw }, raw: EgECEgED }
    - { when: { id: zz }, status: NOT_FOUND, message: no such item }
    - { when: { id: slow }, reply: { name: Slow }, delay: 40ms }
    - { when: { id: once }, reply: { name: first }, times: 1 }
    - { when: { id: once }, reply: { name: second } }
    - { when: { id: a }, reply: { name: A } }
  shop.v1.StockService/GetPrice:
    - { when: { id: slow }, hang: true }
    - { when: { id: down }, status: UNAVAILABLE }
    - { reply: { cents: 7 } }
`;

/** Runs scenarios, each a folder with the protos above. */
async function run(
  scenarios: Readonly<Record<string, string>>,
  options: { bail?: boolean; jobs?: number } = {},
): Promise<readonly ScenarioReport[]> {
  const files = Object.entries(scenarios).flatMap(([name, text]) => [
    [join(name, 'scenario.yaml'), text],
    [join(name, 'shop.proto'), proto],
  ]);
  return inFolder(Object.fromEntries(files) as Record<string, string>, async (folder) => {
    const found = await findScenarios([folder]);
    if (found.kind === 'none') throw new Error(found.message);
    return runScenarios(found.scenarios, { bail: false, jobs: 1, ended: () => undefined, ...options });
  });
}

/** What cases came to: of each its failures, `key: message`. */
async function failuresOf(cases: string): Promise<readonly (readonly string[])[]> {
  const [report] = await run({ spec: `${upstreams}cases:\n${cases}` });
  if (report?.kind !== 'ran') throw new Error(JSON.stringify(report));
  return report.cases.map(({ failures }) => failures.map(({ about, message }) => `${about}: ${message}`));
}

describe('runScenarios', () => {
  it('passes cases that see what they must, caches and clock in between', async () => {
    const failures = await failuresOf(`
  - request: { id: once }
    metadata: { x-user: "7" }
    expect:
      response: { item: { name: first }, price: { cents: 7 } }
      calls: { shop.v1.StockService/GetItem: 1, shop.v1.StockService/GetPrice: 1 }
      requests: { shop.v1.StockService/GetItem: [{ id: once }] }
      upstream_metadata: { shop.v1.StockService/GetItem: { x-user: "7", x-other: null } }
      upstream_deadline: { shop.v1.StockService/GetItem: 5s, shop.v1.StockService/GetPrice: 1500ms }
      trailers: { cache-status: tributary; fwd=miss; stored, x-none: null }
  - request: { id: once }
    metadata: { x-user: "7" }
    advance: 20s
    concurrency: 5
    expect:
      response: { item: { name: first }, price: { cents: 7 } }
      calls: { shop.v1.StockService/GetItem: 0 }
      trailers: { cache-status: '/^tributary; hit; ttl=(9|10)$/' }
  - request: { id: once }
    metadata: { x-user: "7" }
    advance: 11s
    expect: { response: { item: { name: second }, price: { cents: 7 } } }
  - request: { id: slow }
    expect:
      response: { item: { name: Slow } }
      gaps: [{ path: price, reason: TIMED_OUT, code: DEADLINE_EXCEEDED, call: shop.v1.StockService/GetPrice }]
      at_least: 1490ms
      within: 4s
  - request: { id: raw }
    expect: { response: { item: {}, price: { cents: 7 } }, unknown: { item: [2] } }
  - request: { id: zz }
    expect: { status: NOT_FOUND, message: "item: no such item", reason: UPSTREAM_FAILED }
`);
    expect(failures).toEqual([[], [], [], [], [], []]);
  });

  it('fails each case that sees otherwise, at what it saw', async () => {
    const cases: readonly (readonly [string, string])[] = [
      [
        '{ id: a } | response: { item: { name: B }, price: { cents: 7 } }',
        'response: item.name: expected "B", got "A"',
      ],
      ['{ id: a } | status: NOT_FOUND', 'status: OK instead of NOT_FOUND'],
      ['{ id: zz } | gaps: []', 'status: NOT_FOUND instead of OK'],
      ['{ id: zz } | status: ABORTED', 'status: NOT_FOUND instead of ABORTED'],
      ['{ id: zz } | { status: NOT_FOUND, message: other }', 'message: the status has another message'],
      ['{ id: zz } | { status: NOT_FOUND, reason: BUDGET_SPENT }', 'reason: another reason than expected'],
      [
        '{ id: zz } | { status: NOT_FOUND, details: [{ "@type": type.googleapis.com/google.rpc.RetryInfo }] }',
        'details: a detail is not among those of the status',
      ],
      ['{ id: a } | gaps: [{ path: price, reason: FAILED }]', 'gaps: other gaps than expected'],
      ['{ id: slow } | within: 10s', 'gaps: other gaps than expected'],
      ['{ id: raw } | unknown: { item: [3] }', 'unknown: other unknown fields in `item` than expected'],
      [
        '{ id: once } | calls: { shop.v1.StockService/GetItem: 2 }',
        'calls: shop.v1.StockService/GetItem was called 1 times, not 2',
      ],
      [
        '{ id: once } | requests: { shop.v1.StockService/GetItem: [{ id: a }] }',
        'requests: other requests to shop.v1.StockService/GetItem than expected',
      ],
      [
        '{ id: once } | upstream_metadata: { shop.v1.StockService/GetItem: { x-user: "8" } }',
        'upstream_metadata: `x-user` of 1 of 1 calls of shop.v1.StockService/GetItem is otherwise',
      ],
      [
        '{ id: once } | upstream_deadline: { shop.v1.StockService/GetPrice: 3s }',
        'upstream_deadline: the longest time that a call of shop.v1.StockService/GetPrice was given is otherwise',
      ],
      ['{ id: a } | trailers: { cache-status: other }', 'trailers: `cache-status` is otherwise'],
      [
        '{ id: a } | at_least: 4s',
        expect.stringMatching(/^at_least: took [\d.]+ ms, and must take 4s$/) as unknown as string,
      ],
      ['{ id: a } | within: 0.001ms', expect.stringMatching(/^within: took/) as unknown as string],
      [
        '{ id: unknown } | status: INTERNAL',
        'upstreams: no entry of shop.v1.StockService/GetItem matches the request {"id":"unknown"}',
      ],
      ['{ id: a } | { gaps: [{}] }', 'gaps: other gaps than expected'],
    ];
    const text = cases.map(([given], index) => {
      const [request = '', expected = ''] = given.split(' | ');
      const block = expected.startsWith('{') ? expected : `{ ${expected} }`;
      // Each user has a cache entry of its own.
      return `  - { request: ${request}, metadata: { x-user: "${String(index)}" }, expect: ${block} }\n`;
    });
    expect(await failuresOf(text.join(''))).toEqual(cases.map(([, failure]) => [failure]));
  });

  it('tells of what goes wrong for several callers once', async () => {
    expect(await failuresOf('  - { request: { id: zz }, concurrency: 3 }')).toEqual([
      ['status: call 1 of 3: NOT_FOUND instead of OK'],
    ]);
  });

  it('runs checks', async () => {
    const [, wrong] = await run({ right: 'check: []', wrong: 'check: [{ rule: no-source, at: "shop.proto:7" }]' });
    expect(wrong).toMatchObject({
      cases: [{ name: 'check', failures: [{ about: 'check', expected: 'shop.proto:7 no-source' }] }],
    });
  });

  it('tells which scenarios cannot run, and why, and runs the others', async () => {
    const cases = 'cases: [{ method: shop.v1.ShopService/GetOffer, request: { id: a } }]';
    const reports = await run({
      'a-key': `${cases}\nexpct: {}\n`,
      'b-config': `config: { upstreams: { 'shop.v1.*': { timeout: soon } }, cash: {} }\n${cases}\n`,
      'c-folder': `proto: nowhere\n${cases}\n`,
      'd-yaml': 'cases: [\n',
      'e-fine': 'check: []\n',
    });
    const problems = reports.map((report) => (report.kind === 'unfit' ? report.problems.join('\n') : 'ran'));
    expect(problems).toEqual([
      expect.stringMatching(/scenario.yaml:2:1: expct: unknown key "expct"/),
      expect.stringMatching(
        /scenario.yaml:1:39: config.upstreams.shop.v1.\*.timeout: .*\n.*scenario.yaml:1:58: config.cash: /,
      ),
      expect.stringMatching(/nowhere: there is no such folder/),
      expect.stringMatching(/scenario.yaml:\d+:\d+: /),
      'ran',
    ]);
  });

  it('cannot run cases of a composition with errors, and shows the findings', async () => {
    const reports = await inFolder(
      {
        'scenario.yaml': 'cases: [{ method: bad.v1.S/M }]',
        'bad.proto': `syntax = "proto3"; package bad.v1; import "tributary/v1/compose.proto";
service S { rpc M(Q) returns (R) { option (tributary.v1.composite) = {}; } }
message Q {}
message R { string id = 1; }
`,
      },
      (folder) =>
        runScenarios([{ file: join(folder, 'scenario.yaml'), name: 'bad' }], {
          bail: false,
          jobs: 1,
          ended: () => undefined,
        }),
    );
    expect(reports).toMatchObject([
      {
        kind: 'unfit',
        problems: [
          expect.stringMatching(/bad.proto:4:20: error\[no-source\]/),
          ...Array<unknown>(3).fill(expect.anything()),
        ],
      },
    ]);
  });

  it('stops at the first failure where told to', async () => {
    const cases = 'cases:\n  - { request: { id: zz } }\n  - { request: { id: a } }\n';
    const reports = await run({ a: upstreams + cases, b: upstreams + cases }, { bail: true });
    expect(reports.map((report) => (report.kind === 'ran' ? report.cases.length : report))).toEqual([1]);
  });

  it('may run several side by side, and tells of them in order', async () => {
    const slow = `${upstreams}cases: [{ request: { id: slow }, expect: { gaps: [{ path: price }] } }]\n`;
    const quick = `${upstreams}cases: [{ request: { id: a } }]\n`;
    const reports = await run({ a: slow, b: quick, c: quick }, { jobs: 3 });
    expect(reports.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    for (const report of reports) expect(report).toMatchObject({ kind: 'ran', cases: [{ failures: [] }] });
  });
});
