import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';
import type { Scripted } from '../../test/scripted-upstream.ts';

const rules = `errors: [
  { codes: [NOT_FOUND, ABORTED] when: "error.message.contains('gone')" code: OUT_OF_RANGE message: "'was: ' + error.message + ' ' + request.id" },
  { codes: NOT_FOUND when: "b.n == 1" message: "'b says so'" },
  { codes: ABORTED message: "b.text" },
  { when: "error.code == 'UNAVAILABLE'" code: UNAUTHENTICATED },
  { codes: CANCELLED code: UNIMPLEMENTED }
]`.replace(/\s+/g, ' ');

const body = `message Response { up.v1.Rep b = 2 [= @B optional: true]; up.v1.Rep a = 1 [= @A ${rules}]; }`;

describe('errors', () => {
  it.each<[string, Scripted, Scripted, string]>([
    ['the first rule that fits', { status: 'NOT_FOUND', message: 'gone' }, { n: 1 }, 'OUT_OF_RANGE: was: gone x'],
    ['a condition on another value', { status: 'NOT_FOUND', message: 'no' }, { n: 1 }, 'NOT_FOUND: b says so'],
    ['a condition that does not hold', { status: 'NOT_FOUND', message: 'no' }, { n: 2 }, 'NOT_FOUND: a: no'],
    ['a condition that failed', { status: 'NOT_FOUND', message: 'no' }, { status: 'ABORTED' }, 'NOT_FOUND: a: no'],
    ['a message that is none', { status: 'ABORTED', message: 'no' }, { n: 1 }, 'ABORTED: a: no'],
    ['a message', { status: 'ABORTED', message: 'no' }, { text: 'b' }, 'ABORTED: b'],
    ['no codes: all', { status: 'UNAVAILABLE', message: 'no' }, {}, 'UNAUTHENTICATED: a: no'],
    ['no rule', { status: 'ALREADY_EXISTS', message: 'no' }, {}, 'ALREADY_EXISTS: a: no'],
    ['a rule that makes it UNIMPLEMENTED', { status: 'CANCELLED', message: 'no' }, {}, 'INTERNAL: a: no'],
  ])('%s', (_, a, b, outcome) => {
    const bench = new Bench(body);
    const request = bench.ask({ id: 'x' });
    bench.answer('B', b);
    bench.answer('A', a);
    expect(request.outcome).toBe(outcome);
  });

  it('come after absent, and before optional', () => {
    const bench = new Bench(
      `message Response { up.v1.Rep a = 1 [= @A absent: NOT_FOUND optional: true errors: { codes: ABORTED code: NOT_FOUND }]; }`,
    );
    const absent = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(absent.gaps).toEqual([]);
    const changed = bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    expect(changed.outcome).toEqual({});
    expect(changed.gaps).toEqual(['a FAILED ABORTED A']);
  });

  it('keep the code of the upstream in the ErrorInfo', () => {
    const bench = new Bench(body);
    const request = bench.ask({ id: 'x' });
    bench.answer('A', { status: 'NOT_FOUND', message: 'gone' });
    expect(request.errorInfo).toBe('UPSTREAM_FAILED a A NOT_FOUND');
  });

  it('fit what the engine gave up, and what failed through a cascade', () => {
    const bench = new Bench(`message Response {
      string x = 2 [= value: "a.text" errors: { codes: UNAUTHENTICATED code: ABORTED message: "'twice'" }];
      up.v1.Rep a = 1 [= @A timeout: "10ms" optional: true errors: { codes: DEADLINE_EXCEEDED code: UNAUTHENTICATED }];
    }`);
    const request = bench.ask();
    bench.advance(10);
    expect(request.outcome).toBe('ABORTED: twice');
  });
});
