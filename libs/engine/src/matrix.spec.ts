import type { JsonObject } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { Bench } from '../test/bench.ts';
import type { Scripted } from '../test/scripted-upstream.ts';

/** What becomes of a call: of the one of a single field or let, of the second element's, of the batch of both. */
const faults: Readonly<Record<string, (reply: JsonObject) => Scripted>> = {
  ok: (reply) => reply,
  error: () => ({ status: 'UNAVAILABLE', message: 'down' }),
  timeout: () => 'hang',
  cancel: () => 'hang',
  malformed: () => ({ bytes: Uint8Array.of(0x0a, 0x05, 0x41) }),
  absent: () => ({ status: 'NOT_FOUND', message: 'no such' }),
};

const call = '@A args: "id = request.id" timeout: "100ms" absent: NOT_FOUND';
const own = '@A args: "id = source.id" timeout: "100ms" absent: NOT_FOUND';
const batch = '@Batch args: "ids = source.id" batch: { match: "id" } timeout: "100ms" absent: NOT_FOUND';
const list = 'repeated El els = 1 [= @List select: "response.items"];';

/** A response with one source; `%` is how a failure of it is treated. */
const places: Readonly<Record<string, string>> = {
  single: `message Response { up.v1.Rep a = 1 [= ${call} %]; string rest = 2 [= value: "'rest'"]; }`,
  element: `message Response { ${list} } message El { string id = 1; up.v1.Rep a = 2 [= ${own} %]; }`,
  batch: `message Response { ${list} } message El { string id = 1; up.v1.Item a = 2 [= ${batch} %]; }`,
  let: `message Response {
    option (tributary.v1.let) = { name: "a" from: { ${call} % } };
    string text = 1 [= value: "a.text" §];
    string rest = 2 [= value: "'rest'"];
  }`,
};

function compositionOf(place: string, treatment: string): string {
  const type = place === 'batch' ? 'Item' : 'Rep';
  const options = { required: '', optional: 'optional: true', fallback: `fallback: "up.v1.${type}{text: 'spare'}"` };
  const text = options[treatment as keyof typeof options];
  // A let has no `optional`: what reads it is.
  const [ofLet, ofReader] = place === 'let' && treatment === 'optional' ? ['', text] : [text, ''];
  return (places[place] ?? '').replace('%', ofLet).replace('§', ofReader);
}

/** Runs one cell: the response and its gaps, or the status and its ErrorInfo. */
function run(place: string, treatment: string, fault: string): readonly unknown[] {
  const faulty = faults[fault] ?? (() => 'hang' as const);
  const items = ({ ids }: JsonObject): JsonObject => ({
    items: (Array.isArray(ids) ? ids : [])
      .filter((id) => fault !== 'absent' || id !== 'y')
      .map((id) => ({ id, text: id === 'x' ? 'tx' : 'ty' })),
  });
  const bench = new Bench(compositionOf(place, treatment), {
    script: {
      List: () => ({ items: [{ id: 'x' }, { id: 'y' }] }),
      A: ({ id }) => (id === 'x' ? { text: 'tx' } : faulty({ text: 'ty' })),
      Batch: (request) => (fault === 'absent' ? items(request) : faulty(items(request))),
    },
  });
  const request = bench.ask({ id: 'y' });
  bench.settle();
  if (fault === 'cancel') request.cancel();
  bench.advance(150);
  expect(bench.time.pending).toBe(0);
  const open = bench.states.filter((state) => !state.endsWith(' answered'));
  expect(open.every((state) => state.endsWith(' cancelled'))).toBe(true);
  if (fault === 'cancel') expect(open).toHaveLength(1);
  return request.errorInfo === undefined ? [request.outcome, ...request.gaps] : [request.outcome, request.errorInfo];
}

const cells = Object.keys(places).flatMap((place) =>
  ['required', 'optional', 'fallback'].flatMap((treatment) =>
    Object.keys(faults).map((fault) => [place, treatment, fault] as const),
  ),
);

describe('the matrix', () => {
  it.each(cells)('%s, %s, %s', (place, treatment, fault) => {
    expect(run(place, treatment, fault)).toEqual(expected[`${place} ${treatment} ${fault}`]);
  });
});

const expected: Readonly<Record<string, readonly unknown[]>> = {
  'single required ok': [{ a: { text: 'ty' }, rest: 'rest' }],
  'single required error': ['UNAVAILABLE: a: down', 'UPSTREAM_FAILED a A UNAVAILABLE'],
  'single required timeout': [
    'DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long',
    'BUDGET_SPENT a A DEADLINE_EXCEEDED',
  ],
  'single required cancel': ['pending'],
  'single required malformed': ['INTERNAL: a: up.v1.UpService/A failed', 'UPSTREAM_FAILED a A INTERNAL'],
  'single required absent': [{ rest: 'rest' }],
  'single optional ok': [{ a: { text: 'ty' }, rest: 'rest' }],
  'single optional error': [{ rest: 'rest' }, 'a FAILED UNAVAILABLE A'],
  'single optional timeout': [{ rest: 'rest' }, 'a TIMED_OUT DEADLINE_EXCEEDED A'],
  'single optional cancel': ['pending'],
  'single optional malformed': [{ rest: 'rest' }, 'a FAILED INTERNAL A'],
  'single optional absent': [{ rest: 'rest' }],
  'single fallback ok': [{ a: { text: 'ty' }, rest: 'rest' }],
  'single fallback error': [{ a: { text: 'spare' }, rest: 'rest' }, 'a FALLBACK UNAVAILABLE A'],
  'single fallback timeout': [{ a: { text: 'spare' }, rest: 'rest' }, 'a FALLBACK DEADLINE_EXCEEDED A'],
  'single fallback cancel': ['pending'],
  'single fallback malformed': [{ a: { text: 'spare' }, rest: 'rest' }, 'a FALLBACK INTERNAL A'],
  'single fallback absent': [{ rest: 'rest' }],
  'element required ok': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'ty' } },
      ],
    },
  ],
  'element required error': ['UNAVAILABLE: els[1].a: down', 'UPSTREAM_FAILED els[1].a A UNAVAILABLE'],
  'element required timeout': [
    'DEADLINE_EXCEEDED: els[1].a: up.v1.UpService/A took too long',
    'BUDGET_SPENT els[1].a A DEADLINE_EXCEEDED',
  ],
  'element required cancel': ['pending'],
  'element required malformed': ['INTERNAL: els[1].a: up.v1.UpService/A failed', 'UPSTREAM_FAILED els[1].a A INTERNAL'],
  'element required absent': [{ els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] }],
  'element optional ok': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'ty' } },
      ],
    },
  ],
  'element optional error': [{ els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] }, 'els[1].a FAILED UNAVAILABLE A'],
  'element optional timeout': [
    { els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] },
    'els[1].a TIMED_OUT DEADLINE_EXCEEDED A',
  ],
  'element optional cancel': ['pending'],
  'element optional malformed': [{ els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] }, 'els[1].a FAILED INTERNAL A'],
  'element optional absent': [{ els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] }],
  'element fallback ok': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'ty' } },
      ],
    },
  ],
  'element fallback error': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[1].a FALLBACK UNAVAILABLE A',
  ],
  'element fallback timeout': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[1].a FALLBACK DEADLINE_EXCEEDED A',
  ],
  'element fallback cancel': ['pending'],
  'element fallback malformed': [
    {
      els: [
        { id: 'x', a: { text: 'tx' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[1].a FALLBACK INTERNAL A',
  ],
  'element fallback absent': [{ els: [{ id: 'x', a: { text: 'tx' } }, { id: 'y' }] }],
  'batch required ok': [
    {
      els: [
        { id: 'x', a: { id: 'x', text: 'tx' } },
        { id: 'y', a: { id: 'y', text: 'ty' } },
      ],
    },
  ],
  'batch required error': ['UNAVAILABLE: els[0].a: down', 'UPSTREAM_FAILED els[0].a Batch UNAVAILABLE'],
  'batch required timeout': [
    'DEADLINE_EXCEEDED: els[0].a: up.v1.UpService/Batch took too long',
    'BUDGET_SPENT els[0].a Batch DEADLINE_EXCEEDED',
  ],
  'batch required cancel': ['pending'],
  'batch required malformed': [
    'INTERNAL: els[0].a: up.v1.UpService/Batch failed',
    'UPSTREAM_FAILED els[0].a Batch INTERNAL',
  ],
  'batch required absent': [{ els: [{ id: 'x', a: { id: 'x', text: 'tx' } }, { id: 'y' }] }],
  'batch optional ok': [
    {
      els: [
        { id: 'x', a: { id: 'x', text: 'tx' } },
        { id: 'y', a: { id: 'y', text: 'ty' } },
      ],
    },
  ],
  'batch optional error': [
    { els: [{ id: 'x' }, { id: 'y' }] },
    'els[0].a FAILED UNAVAILABLE Batch',
    'els[1].a FAILED UNAVAILABLE Batch',
  ],
  'batch optional timeout': [
    { els: [{ id: 'x' }, { id: 'y' }] },
    'els[0].a TIMED_OUT DEADLINE_EXCEEDED Batch',
    'els[1].a TIMED_OUT DEADLINE_EXCEEDED Batch',
  ],
  'batch optional cancel': ['pending'],
  'batch optional malformed': [
    { els: [{ id: 'x' }, { id: 'y' }] },
    'els[0].a FAILED INTERNAL Batch',
    'els[1].a FAILED INTERNAL Batch',
  ],
  'batch optional absent': [{ els: [{ id: 'x', a: { id: 'x', text: 'tx' } }, { id: 'y' }] }],
  'batch fallback ok': [
    {
      els: [
        { id: 'x', a: { id: 'x', text: 'tx' } },
        { id: 'y', a: { id: 'y', text: 'ty' } },
      ],
    },
  ],
  'batch fallback error': [
    {
      els: [
        { id: 'x', a: { text: 'spare' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[0].a FALLBACK UNAVAILABLE Batch',
    'els[1].a FALLBACK UNAVAILABLE Batch',
  ],
  'batch fallback timeout': [
    {
      els: [
        { id: 'x', a: { text: 'spare' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[0].a FALLBACK DEADLINE_EXCEEDED Batch',
    'els[1].a FALLBACK DEADLINE_EXCEEDED Batch',
  ],
  'batch fallback cancel': ['pending'],
  'batch fallback malformed': [
    {
      els: [
        { id: 'x', a: { text: 'spare' } },
        { id: 'y', a: { text: 'spare' } },
      ],
    },
    'els[0].a FALLBACK INTERNAL Batch',
    'els[1].a FALLBACK INTERNAL Batch',
  ],
  'batch fallback absent': [{ els: [{ id: 'x', a: { id: 'x', text: 'tx' } }, { id: 'y' }] }],
  'let required ok': [{ text: 'ty', rest: 'rest' }],
  'let required error': ['UNAVAILABLE: $a: down', 'UPSTREAM_FAILED $a A UNAVAILABLE'],
  'let required timeout': [
    'DEADLINE_EXCEEDED: $a: up.v1.UpService/A took too long',
    'BUDGET_SPENT $a A DEADLINE_EXCEEDED',
  ],
  'let required cancel': ['pending'],
  'let required malformed': ['INTERNAL: $a: up.v1.UpService/A failed', 'UPSTREAM_FAILED $a A INTERNAL'],
  'let required absent': [{ rest: 'rest' }],
  'let optional ok': [{ text: 'ty', rest: 'rest' }],
  'let optional error': [{ rest: 'rest' }, '$a FAILED UNAVAILABLE A', 'text FAILED UNAVAILABLE A'],
  'let optional timeout': [{ rest: 'rest' }, '$a TIMED_OUT DEADLINE_EXCEEDED A', 'text TIMED_OUT DEADLINE_EXCEEDED A'],
  'let optional cancel': ['pending'],
  'let optional malformed': [{ rest: 'rest' }, '$a FAILED INTERNAL A', 'text FAILED INTERNAL A'],
  'let optional absent': [{ rest: 'rest' }],
  'let fallback ok': [{ text: 'ty', rest: 'rest' }],
  'let fallback error': [{ text: 'spare', rest: 'rest' }, '$a FALLBACK UNAVAILABLE A'],
  'let fallback timeout': [{ text: 'spare', rest: 'rest' }, '$a FALLBACK DEADLINE_EXCEEDED A'],
  'let fallback cancel': ['pending'],
  'let fallback malformed': [{ text: 'spare', rest: 'rest' }, '$a FALLBACK INTERNAL A'],
  'let fallback absent': [{ rest: 'rest' }],
};
