import type { JsonObject } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Bench } from '../test/bench.ts';
import type { Arrival, Scripted } from '../test/scripted-upstream.ts';

const body = `message Response {
  option (tributary.v1.let) = { name: "l" from: { @C args: "id = a.id" } };
  up.v1.Rep a = 1 [= @A args: "id = request.id"];
  string text = 2 [= value: "l.text + b.text" optional: true];
  up.v1.Rep b = 3 [= @B optional: true];
  repeated El els = 4 [= @List select: "response.items" optional_elements: true];
  oneof k { up.v1.Rep first = 5 [= @B args: "id = 'first'" optional: true]; up.v1.Rep second = 6 [= @B args: "id = a.text"]; }
  tributary.v1.Completeness completeness = 7;
}
message El {
  option (tributary.v1.require) = { that: "item.n < 3" };
  string id = 1;
  up.v1.Item item = 2 [= @Batch args: ["ids = source.id", "lang = parent.a.text"] batch: { match: "id" max_keys: 2 }];
  up.v1.Rep own = 3 [= @C args: "id = source.id" optional: true];
}`;

const items = ['p', 'q', 'r', 's', 't'].map((id, n) => ({ id, n }));

/** What a call gets, whenever it is answered. */
function reply({ name, request }: Arrival): Scripted {
  const { id, ids } = request as JsonObject;
  if (name === 'List') return { items: items.map((item) => ({ id: item.id })) };
  if (name === 'Batch') return { items: items.filter((item) => Array.isArray(ids) && ids.includes(item.id)) };
  if (name === 'B' && id === 'first') return { status: 'UNAVAILABLE', message: 'down' };
  if (name === 'C' && id === 'q') return { status: 'ABORTED' };
  const key = typeof id === 'string' ? id : '';
  return { id: `${name}-${key}`, text: `${name} ${key}` };
}

describe('an answer', () => {
  it('is the same in whatever order its calls are answered', () => {
    const answers = new Set<string>();
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.boolean(), (picks, together) => {
        const bench = new Bench(body);
        const pick = (): number => Number(picks.next().value);
        const request = bench.ask({ id: 'x' });
        const open = (): Arrival[] => bench.upstream.arrivals.filter(({ state }) => state === 'open');
        for (let calls = open(); calls.length > 0; calls = open()) {
          const arrival = calls[pick() % calls.length];
          if (arrival !== undefined) arrival.answer(reply(arrival));
          // Now and then several answers come in one turn.
          if (!together || pick() % 2 === 0 || calls.length === 1) bench.settle();
        }
        answers.add(JSON.stringify([request.outcome, request.gaps]));
        expect(bench.time.pending).toBe(0);
      }),
      { numRuns: 40 },
    );
    expect([...answers]).toHaveLength(1);
    expect(JSON.parse([...answers][0] ?? '')).toMatchObject([
      {
        a: { id: 'A-x', text: 'A x' },
        text: 'C A-xB ',
        els: [{ id: 'p' }, { id: 'q' }, { id: 'r' }],
        second: { id: 'B-A x' },
      },
      [
        'els[1].own FAILED ABORTED C',
        'els[3] DROPPED FAILED_PRECONDITION',
        'els[4] DROPPED FAILED_PRECONDITION',
        'first FAILED UNAVAILABLE B',
      ],
    ]);
  });
});
