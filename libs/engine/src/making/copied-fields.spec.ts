import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

const items = { items: [{ id: 'a', text: 'x', n: 1 }, { id: 'b' }, { text: 'z', n: 3 }] };

function elements(body: string): Bench {
  return new Bench(
    `message Response { repeated El els = 1 [= @List select: "response.items"]; } message El { ${body} }`,
    { script: { List: () => items } },
  );
}

describe('fields that are copied from the source', () => {
  it('are written as the source has them', () => {
    const bench = elements('string id = 1; string body = 2 [= value: "source.text"]; int32 n = 3;');
    const request = bench.ask();
    bench.settle();
    expect(request.outcome).toEqual({ els: [{ id: 'a', body: 'x', n: 1 }, { id: 'b' }, { body: 'z', n: 3 }] });
  });

  it('are written, too, where some of them are read by name', () => {
    const bench = elements('string id = 1; string text = 2; int32 n = 3; string twice = 4 [= value: "text + text"];');
    const request = bench.ask();
    bench.settle();
    expect(request.outcome).toEqual({
      els: [{ id: 'a', text: 'x', n: 1, twice: 'xx' }, { id: 'b' }, { text: 'z', n: 3, twice: 'zz' }],
    });
  });

  it('are written as far as a mask has them', () => {
    const bench = elements('string id = 1; string text = 2; int32 n = 3; repeated string keys = 4;');
    const request = bench.ask({ readMask: 'els.id,els.n' }, { metadata: { 'tributary-fields': 'els.id,els.n' } });
    bench.settle();
    expect(request.outcome).toEqual({ els: [{ id: 'a', n: 1 }, { id: 'b' }, { n: 3 }] });
  });
});
