import { describe, expect, it } from '@jest/globals';
import { Bench } from '../test/bench.ts';

describe('an answer', () => {
  it('is made of replies', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @A args: "id = request.id"];
      string text = 2 [= value: "a.text + '!'"];
      up.v1.Rep b = 3 [= @B args: "id = a.text"];
    }`);
    const request = bench.ask({ id: '1' });
    expect(bench.calls).toEqual(['A {"id":"1"}']);
    bench.answer('A', { id: '1', text: 'x' });
    expect(bench.calls).toEqual(['A {"id":"1"}', 'B {"id":"x"}']);
    expect(request.outcome).toBe('pending');
    bench.answer('B', { id: 'x', n: 3 });
    expect(request.outcome).toEqual({ a: { id: '1', text: 'x' }, text: 'x!', b: { id: 'x', n: 3 } });
    expect(request.gaps).toEqual([]);
    expect(bench.time.pending).toBe(0);
  });
});
