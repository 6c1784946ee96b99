import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

describe('requirements', () => {
  const body = `message Response {
    option (tributary.v1.require) = { that: "request.n > 0" code: INVALID_ARGUMENT message: "'n is ' + string(request.n)" };
    option (tributary.v1.require) = { that: "a.n == 1" message: "b.text" };
    up.v1.Rep a = 1 [= @A];
    up.v1.Rep b = 2 [= @B optional: true];
    up.v1.Rep w = 3 [= @Write];
  }`;

  it('fail the message as soon as one is known to be false, before anything is called', () => {
    const bench = new Bench(body);
    const request = bench.ask({ n: -3 });
    expect(request.outcome).toBe('INVALID_ARGUMENT: n is -3');
    expect(request.errorInfo).toBe('REQUIREMENT_FAILED   INVALID_ARGUMENT');
    expect(bench.calls).toEqual([]);
  });

  it('hold before calls with side effects start', () => {
    const bench = new Bench(body);
    const request = bench.ask({ n: 1 });
    expect(bench.states).toEqual(['A open', 'B open']);
    bench.answer('A', { n: 1 });
    expect(bench.states).toEqual(['A answered', 'B open', 'Write open']);
    bench.answer('Write');
    bench.answer('B');
    expect(request.outcome).toEqual({ a: { n: 1 }, b: {}, w: {} });
  });

  it.each([
    ['says its message', { text: 'because' }, 'FAILED_PRECONDITION: because'],
    ['has a text where the message is none', {}, 'FAILED_PRECONDITION: requirement not met'],
    ['has a text where the message fails', { status: 'ABORTED' as const }, 'FAILED_PRECONDITION: requirement not met'],
  ])('one that is false %s', (_, reply, outcome) => {
    const bench = new Bench(body);
    const request = bench.ask({ n: 1 });
    bench.answer('A', { n: 2 });
    bench.answer('B', reply);
    expect(request.outcome).toBe(outcome);
    expect(bench.calls).toHaveLength(2);
  });

  it('that read a failed value fail with that failure, ones that are none do not hold', () => {
    const bench = new Bench(`message Response {
      option (tributary.v1.let) = { name: "l" from: { @A absent: NOT_FOUND } };
      option (tributary.v1.require) = { that: "l.n == 0" };
      string x = 1 [= value: "'x'"];
    }`);
    const failed = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    expect(failed.outcome).toBe('ABORTED: $l: no');
    const none = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(none.outcome).toBe('FAILED_PRECONDITION: requirement not met');
  });

  it('of messages around count, too, for calls with side effects', () => {
    const bench = new Bench(`message Response {
      option (tributary.v1.require) = { that: "a.n == 1" };
      up.v1.Rep a = 1 [= @A];
      In in_ = 2;
    }
    message In {
      option (tributary.v1.require) = { that: "b.n == 1" };
      up.v1.Rep b = 1 [= @B];
      up.v1.Rep w = 2 [= @Write];
    }`);
    bench.ask();
    bench.answer('B', { n: 1 });
    expect(bench.states).toEqual(['A open', 'B answered']);
    bench.answer('A', { n: 1 });
    expect(bench.states).toEqual(['A answered', 'B answered', 'Write open']);
  });

  it('of an element fail that element', () => {
    const bench =
      new Bench(`message Response { repeated El els = 1 [= @List select: "response.items" optional_elements: true]; }
      message El { option (tributary.v1.require) = { that: "source.n > 0" code: OUT_OF_RANGE message: "id" }; string id = 1; }`);
    const request = bench.ask();
    bench.answer('List', { items: [{ id: 'a', n: 1 }, { id: 'b' }, { id: 'c', n: 1 }, { id: 'd' }] });
    expect(request.outcome).toEqual({ els: [{ id: 'a' }, { id: 'c' }] });
    expect(request.gaps).toEqual(['els[1] DROPPED OUT_OF_RANGE', 'els[3] DROPPED OUT_OF_RANGE']);
  });
});

describe('oneofs', () => {
  const body = `message Response { oneof k {
    up.v1.Rep a = 1 [= @A optional: true];
    string b = 2 [= value: "request.id"];
    up.v1.Rep c = 3 [= @C];
    string d = 4 [= value: "'' + ''"];
    string e = 5 [= value: "'never'"];
  } }`;

  it('try members in the order written, each when those before it are none or failed as optional ones', () => {
    const bench = new Bench(body);
    const first = bench.ask({ id: 'x' });
    expect(bench.calls).toEqual(['A {}']);
    bench.answer('A', { id: 'a' });
    expect(first.outcome).toEqual({ a: { id: 'a' } });
    const second = bench.ask({ id: 'x' });
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(second.outcome).toEqual({ b: 'x' });
    const third = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.answer('C', { id: 'c' });
    expect(third.outcome).toEqual({ c: { id: 'c' } });
    expect(third.gaps).toEqual(['a FAILED UNAVAILABLE A']);
  });

  it('fail with a member that is required, and take a computed default value for a value', () => {
    const bench = new Bench(body);
    const failed = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    bench.answer('C', { status: 'ABORTED', message: 'no' });
    expect(failed.outcome).toBe('ABORTED: c: no');
    const computed = new Bench(body.replace('[= @C]', `[= @C when: "false"]`));
    const request = computed.ask();
    computed.answer('A', { status: 'NOT_FOUND' });
    expect(request.outcome).toEqual({ d: '' });
  });

  it('decide as usual where a mask leaves members out', () => {
    const bench = new Bench(body);
    const masked = bench.ask({ id: 'x', readMask: 'b' });
    expect(bench.calls).toEqual(['A {}']);
    bench.answer('A', { id: 'a' });
    expect(masked.outcome).toEqual({});
    const none = bench.ask({ id: 'x', readMask: 'b' });
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(none.outcome).toEqual({ b: 'x' });
    expect(bench.ask({ id: 'x', readMask: 'a' }).outcome).toBe('pending');
    expect(bench.calls).toHaveLength(3);
  });
});

describe('what an expression needs', () => {
  const body = `message Response {
    option (tributary.v1.let) = { name: "l" from: { @A absent: NOT_FOUND } };
    %
  }`;
  const cases: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    ['a plain path below a value', 'l.text', 'set', 'v', []],
    ['a plain path that ends unset is none', 'l.text', 'unset', '-', []],
    ['a plain path of none is none', 'l.text', 'none', '-', []],
    ['a computed expression reads defaults below a value', "l.text + '!'", 'unset', '!', []],
    ['a computed expression of none is none', "l.text + '!'", 'none', '-', []],
    ['has() of a name that is none', "has(l) ? 'yes' : 'no'", 'none', 'no', []],
    ['has() of a name that failed', "has(l) ? 'yes' : 'no'", 'failed', 'no', ['$l FAILED ABORTED A']],
    ['has() of a field that is unset', "has(l.text) ? 'yes' : 'no'", 'unset', 'no', []],
    ['has() of a field that is set', "has(l.text) ? 'yes' : 'no'", 'set', 'yes', []],
    ['orValue() of a field that is unset', "orValue(l.text, 'other')", 'unset', 'other', []],
    ['orValue() of a name that failed', "orValue(l.text, 'other')", 'failed', 'other', ['$l FAILED ABORTED A']],
    ['orValue() of a name that is none', "orValue(l.text, 'other')", 'none', 'other', []],
    ['a name that is asked about reads as its default', "has(l) ? 'yes' : 'no' + l.text", 'none', 'no', []],
    ['a name that failed fails what needs it', 'l.text', 'failed', 'ABORTED: $l: no', []],
    ['a name that failed fails what computes with it', "l.text + '!'", 'failed', 'ABORTED: $l: no', []],
  ];

  it.each(cases)('%s', (_, expression, state, outcome, gaps) => {
    const bench = new Bench(body.replace('%', `string x = 1 [= value: "${expression}"];`));
    const request = bench.ask();
    const replies = {
      set: { text: 'v' },
      unset: { n: 1 },
      none: { status: 'NOT_FOUND' as const },
      failed: { status: 'ABORTED' as const, message: 'no' },
    };
    bench.answer('A', replies[state as keyof typeof replies]);
    const found = request.outcome;
    expect(typeof found === 'object' && found !== null && !Array.isArray(found) ? (found['x'] ?? '-') : found).toBe(
      outcome,
    );
    expect(request.gaps).toEqual(gaps);
  });

  it('evaluates a let once somebody reads it, and not where nobody gets to it', () => {
    const bench = new Bench(
      body.replace(
        '%',
        `
      string x = 1 [= value: "'x'" fallback: "l.text"];
      string y = 2 [= value: "l.text" when: "request.n > 0"];
      up.v1.Rep z = 3 [= @B args: "id = l.id" when: "request.n > 1"];`,
      ),
    );
    expect(bench.ask().outcome).toEqual({ x: 'x' });
    expect(bench.calls).toEqual([]);
    bench.ask({ n: 1 });
    expect(bench.calls).toEqual(['A {}']);
  });

  it('evaluates a let with side effects in any case, and tells its failure as a gap', () => {
    const bench = new Bench(`message Response {
      option (tributary.v1.let) = { name: "w" from: { @Write } };
      string x = 1 [= value: "'x'"];
    }`);
    const request = bench.ask();
    expect(bench.calls).toEqual(['Write {}']);
    expect(request.outcome).toBe('pending');
    bench.answer('Write', { status: 'ABORTED' });
    expect(request.outcome).toEqual({ x: 'x' });
    expect(request.gaps).toEqual(['$w FAILED ABORTED Write']);
  });
});

describe('arguments', () => {
  it('that are none are left out where their names have a value; the call is none where a name is', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @A absent: NOT_FOUND];
      up.v1.Rep b = 2 [= @B args: ["id = a.text", "n = request.n", "inner.id = a.id", "inner.n = a.n"]];
    }`);
    const request = bench.ask();
    bench.answer('A', { n: 0 });
    expect(bench.calls).toEqual(['A {}', 'B {}']);
    bench.answer('B', {});
    expect(request.outcome).toEqual({ a: {}, b: {} });
    bench.ask({ n: 5 });
    bench.answer('A', { text: 't', n: 2 });
    expect(bench.calls.at(-1)).toBe('B {"id":"t","n":5,"inner":{"n":2}}');
    const none = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(none.outcome).toEqual({});
  });

  it('that fail make the call fail', () => {
    const bench = new Bench(`message Response { up.v1.Rep a = 1 [= @A args: "n = 1 / request.n"]; }`);
    const request = bench.ask();
    expect(request.outcome).toBe('INTERNAL: a: expression failed');
    expect(request.errorInfo).toBe('EXPRESSION_FAILED a  INTERNAL');
    expect(bench.calls).toEqual([]);
  });
});

describe('messages made in place', () => {
  it('are none where their own source is none, whatever else is wrong inside', () => {
    const bench = new Bench(`message Response { In inner = 1; string x = 2 [= value: "'x'"]; }
      message In { option (tributary.v1.source) = { @A absent: NOT_FOUND }; string id = 1; up.v1.Rep b = 2 [= @B]; }`);
    const request = bench.ask();
    bench.answer('B', { status: 'ABORTED', message: 'no' });
    expect(request.outcome).toBe('pending');
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(request.outcome).toEqual({ x: 'x' });
    const failing = bench.ask();
    bench.answer('B', { status: 'ABORTED', message: 'no' });
    bench.answer('A', { id: 'a' });
    expect(failing.outcome).toBe('ABORTED: inner.b: no');
  });

  it('are set though empty, and optional ones of a source leave a gap', () => {
    const bench = new Bench(`message Response { Empty empty = 1; In inner = 2; Completed c = 3; }
      message Empty { string s = 1 [= unset: true]; }
      message Completed { tributary.v1.Completeness completeness = 1; string s = 2 [= unset: true]; }
      message In { option (tributary.v1.source) = { @A optional: true }; string id = 1; }`);
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    expect(request.outcome).toEqual({ empty: {}, c: { completeness: { complete: true } } });
    expect(request.gaps).toEqual(['inner FAILED ABORTED A']);
    const none = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(none.gaps).toEqual([]);
  });

  it('with the source of the response wait for it, and are empty where it is none', () => {
    const body = `message Response { option (tributary.v1.source) = { @A absent: NOT_FOUND }; In inner = 1; string text = 2; }
      message In { string id = 1; string x = 2 [= value: "'x'"]; }`;
    const bench = new Bench(body);
    const request = bench.ask();
    bench.answer('A', { id: 'a', text: 't' });
    expect(request.outcome).toEqual({ inner: { id: 'a', x: 'x' }, text: 't' });
    const none = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(none.outcome).toEqual({ inner: { x: 'x' } });
    const failed = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    expect(failed.outcome).toBe('ABORTED: no');
    expect(failed.errorInfo).toBe('UPSTREAM_FAILED  A ABORTED');
  });
});
