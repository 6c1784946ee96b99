import type { JsonObject } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Bench, type Request } from '../test/bench.ts';

const headers = ['x-a', 'x-b', 'x-c'] as const;
const callers = ['alice', 'bob'] as const;
const fieldCount = 6;

/** Numbers that look random, and are the same in each run: so the protos are compiled once and for all. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A composition whose answers depend on metadata in all the ways there are. */
function composition(seed: number): string {
  const random = numbers(seed * 7919 + 1);
  const chance = (share: number): boolean => random() < share;
  const one = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  const header = (): string => one(headers);
  const forwarded = (): string => {
    const some = headers.filter(() => chance(0.4));
    return some.length === 0 ? '' : `forward: ${JSON.stringify(some)}`;
  };
  const read = (): string => `metadata['${header()}']`;
  const argument = (): string => one(['request.id', `"x" + ${read()}`, read(), `"l" + who`]).replaceAll('"', "'");
  const cache = (): string =>
    chance(0.7) ? `cache: { ttl: "1h" negative_ttl: "1h" ${chance(0.3) ? `tags: "${read()}"` : ''} }` : '';
  const rest = (): string =>
    `${chance(0.4) ? `when: "${read()} != ''"` : ''} optional: true ${chance(0.3) ? `fallback: "${read()} + '!'"` : ''}`;
  const field = (number: number, names: string): string => {
    const options = one([
      () => `value: "${read()}" ${rest()}`,
      () => `value: "'<' + ${read()} + '>'" ${rest()}`,
      () => `@A args: "id = ${argument()}" select: "response.text" ${forwarded()} ${cache()} ${rest()}`,
      () => `@B args: "id = ${argument()}" select: "response.text" ${forwarded()} ${cache()} ${rest()}`,
      () =>
        `@Batch args: "ids = ${argument()}" args: "lang = ${argument()}" batch: { match: "id" } select: "response.text" ${forwarded()} ${cache()} ${rest()}`,
    ])();
    // `who` is a let of the response.
    return `string f${number} = ${number} [= ${options.replaceAll('who', names)}];`;
  };
  const own = Array.from({ length: fieldCount }, (_, i) => field(i + 1, 'who')).join('\n');
  const inner = [1, 2].map((number) => field(number, 'root.who')).join('\n');
  const methodCache = chance(0.7) ? 'cache: { ttl: "1h" negative_ttl: "1h" degraded_ttl: "1h" }' : '';
  return `service SpecService { rpc Get(Request) returns (Response) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "1s" ${methodCache} ${forwarded()} };
  } }
  message Response {
    option (tributary.v1.let) = { name: "who" from: { value: "${read()} + '?'" } };
    ${own}
    Inner inner = 7;
  }
  message Inner { ${inner} }`;
}

interface Asked {
  readonly caller: (typeof callers)[number];
  readonly id: string;
  readonly values: readonly ('none' | 'own' | 'same')[];
  readonly mask: readonly string[];
  readonly maskIn: 'request' | 'metadata';
  /** Calls are answered after it; else the next one comes while they are in flight. */
  readonly alone: boolean;
}

const paths = [...Array.from({ length: fieldCount }, (_, i) => `f${i + 1}`), 'inner', 'inner.f1', 'inner.f2'];
const asked: fc.Arbitrary<Asked> = fc.record({
  caller: fc.constantFrom(...callers),
  id: fc.constantFrom('1', '2'),
  values: fc.tuple(...headers.map(() => fc.constantFrom('none' as const, 'own' as const, 'same' as const))),
  mask: fc.oneof(fc.constant([]), fc.subarray(paths, { minLength: 1, maxLength: 3 })),
  maskIn: fc.constantFrom('request' as const, 'metadata' as const),
  alone: fc.boolean(),
});

function ask(bench: Bench, { caller, id, values, mask, maskIn }: Asked): Request {
  const metadata: Record<string, string> = {};
  headers.forEach((header, i) => {
    if (values[i] !== 'none') metadata[header] = values[i] === 'own' ? `${caller}-${header}` : 'same';
  });
  if (maskIn === 'metadata') metadata['tributary-fields'] = mask.join(',');
  return bench.ask({ id, ...(maskIn === 'request' ? { readMask: mask.map(jsonPath).join(',') } : {}) }, { metadata });
}

const jsonPath = (path: string): string => path.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What upstreams say depends on all that they are told, and on nothing else. */
function answerAll(bench: Bench): void {
  for (;;) {
    const arrival = bench.upstream.arrivals.find(({ state }) => state === 'open');
    if (arrival === undefined) return;
    const {
      id = '',
      ids = [],
      lang = '',
    } = arrival.request as Partial<Record<'id' | 'lang', string>> & { ids?: string[] };
    const told = JSON.stringify(arrival.metadata);
    const answer = (key: string): JsonObject => ({
      id: key,
      text: `${key} ${told} ${lang}`,
    });
    if (arrival.name === 'Batch') arrival.answer({ items: ids.filter((one) => !one.includes('2')).map(answer) });
    else if (id === '2') arrival.answer({ status: 'NOT_FOUND', message: told });
    else arrival.answer(answer(id));
    bench.settle();
  }
}

describe('what one caller was told', () => {
  const seeds = Array.from({ length: Number(process.env['IDENTITY_COMPOSITIONS'] ?? 10) }, (_, seed) => seed);

  it.each(seeds)('is told to no other, and caching changes no answer: composition %i', (seed) => {
    const text = composition(seed);
    const plain = new Bench(text);
    let hits = 0;
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 12 }), (requests) => {
        const bench = new Bench(text, {
          cache: true,
          observer: { callCache: ({ outcome }) => (hits += outcome === 'hit' ? 1 : 0) },
        });
        const told = requests.map((one) => {
          const request = ask(bench, one);
          if (one.alone) answerAll(bench);
          return request;
        });
        answerAll(bench);
        told.forEach(({ outcome, gaps }, i) => {
          const one = requests[i];
          if (one === undefined) return;
          const other = one.caller === 'alice' ? 'bob' : 'alice';
          expect(JSON.stringify(outcome)).not.toContain(other);
          const alone = ask(plain, one);
          answerAll(plain);
          expect([outcome, gaps]).toEqual([alone.outcome, alone.gaps]);
        });
        plain.upstream.arrivals.length = 0;
      }),
      { numRuns: 20, seed },
    );
    if (/cache: \{ ttl/.test(text.split('message Response')[1] ?? '')) expect(hits).toBeGreaterThan(0);
  });
});
