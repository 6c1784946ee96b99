import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

const optional = 'message Response { up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @B optional: true]; }';

describe('the budget', () => {
  it.each([
    [undefined, 1000, 950],
    [400, 400, 380],
    [60, 60, 55],
    [5000, 1000, 950],
  ])('of a caller with %s ms is %s ms, and optional work gets %s of them', (deadlineMs, budgetMs, reserveMs) => {
    const bench = new Bench(optional);
    const request = bench.ask({}, deadlineMs === undefined ? {} : { deadlineMs });
    expect(bench.open('A').leftMs).toBe(budgetMs);
    bench.advance(reserveMs - 1);
    expect(bench.states).toEqual(['A open', 'B open']);
    bench.advance(1);
    expect(bench.states).toEqual(['A open', 'B cancelled']);
    bench.answer('A', { text: 'in time' });
    expect(request.outcome).toEqual({ a: { text: 'in time' } });
    expect(request.gaps).toEqual(['b TIMED_OUT DEADLINE_EXCEEDED B']);
  });

  it('ends required calls when it ends', () => {
    const bench = new Bench(optional);
    const request = bench.ask();
    bench.advance(999);
    expect(request.outcome).toBe('pending');
    bench.advance(1);
    expect(request.outcome).toBe('DEADLINE_EXCEEDED: a: up.v1.UpService/A took too long');
    expect(request.errorInfo).toBe('BUDGET_SPENT a A DEADLINE_EXCEEDED');
    expect(bench.states).toEqual(['A cancelled', 'B cancelled']);
    expect(bench.time.pending).toBe(0);
  });

  it('tells the first in field order of what is late at the same moment', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep late = 1 [= @C args: "id = first.id"];
      up.v1.Rep slow = 2 [= @B];
      up.v1.Rep first = 3 [= @A];
    }`);
    const request = bench.ask();
    bench.answer('A', { id: 'x' });
    expect(bench.states).toEqual(['A answered', 'B open', 'C open']);
    bench.advance(1000);
    expect(request.errorInfo).toBe('BUDGET_SPENT late C DEADLINE_EXCEEDED');
  });

  it('starts no optional call in the reserve, and required ones to the end', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @B args: "id = a.id" optional: true]; up.v1.Rep c = 3 [= @C args: "id = a.id"]; }`);
    const request = bench.ask();
    bench.advance(960);
    bench.answer('A', { id: 'x' });
    expect(bench.states).toEqual(['A answered', 'C open']);
    expect(bench.open('C').leftMs).toBe(40);
    bench.answer('C', {});
    expect(request.outcome).toEqual({ a: { id: 'x' }, c: {} });
    expect(request.gaps).toEqual(['b TIMED_OUT DEADLINE_EXCEEDED B']);
  });

  it('leaves a required member of a oneof its reserve where those before it are late', () => {
    const bench = new Bench(`message Response {
      oneof pick {
        El first = 1 [= optional: true];
        up.v1.Rep second = 2 [= @B optional: true];
        up.v1.Rep third = 3 [= @A args: "id = 'third'"];
      }
    }
    message El { oneof pick { up.v1.Rep quick = 1 [= @A timeout: "100ms" optional: true]; up.v1.Rep slow = 2 [= @C]; } }`);
    const request = bench.ask();
    bench.advance(100);
    expect(bench.states).toEqual(['A cancelled', 'C open']);
    bench.advance(850);
    expect(bench.states).toEqual(['A cancelled', 'C cancelled', 'A open']);
    bench.answer('A', { text: 'in time' });
    expect(request.outcome).toEqual({ third: { text: 'in time' } });
    expect(request.gaps).toEqual(['first TIMED_OUT DEADLINE_EXCEEDED C', 'second TIMED_OUT DEADLINE_EXCEEDED B']);
  });

  it('gives what something required waits for all of it', () => {
    const bench = new Bench(
      `message Response {
      up.v1.Rep a = 1 [= @A optional: true];
      string text = 2 [= value: "a.text"];
      string maybe = 3 [= value: "b.text" optional: true];
      up.v1.Rep b = 4 [= @B optional: true];
      El el = 5;
    }
    message El { string x = 1 [= value: "parent.c.text"]; }`.replace(
        'El el = 5;',
        'El el = 5; up.v1.Rep c = 6 [= @C optional: true];',
      ),
    );
    bench.ask();
    bench.advance(950);
    expect(bench.states).toEqual(['A open', 'B cancelled', 'C open']);
  });

  it('does not cut short an equal call that something required joins later', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @A args: "id = 'x'" optional: true];
      up.v1.Rep b = 2 [= @B];
      up.v1.Rep c = 3 [= @A args: "id = b.id"];
    }`);
    const request = bench.ask();
    bench.answer('B', { id: 'x' });
    expect(bench.calls).toEqual(['A {"id":"x"}', 'B {}']);
    bench.advance(950);
    expect(bench.states).toEqual(['A open', 'B answered']);
    // The upstream keeps the deadline that it was told.
    expect(bench.open('A').leftMs).toBe(1000);
    bench.answer('A', { text: 'late' });
    expect(request.outcome).toEqual({ a: { text: 'late' }, b: { id: 'x' }, c: { text: 'late' } });
  });

  it('is spent from the start where the deadline is over', () => {
    const bench = new Bench(optional);
    const request = bench.ask({}, { deadlineMs: -5 });
    bench.settle();
    expect(request.errorInfo).toMatch(/^BUDGET_SPENT/);
    expect(bench.calls).toEqual([]);
  });
});

describe('leaving', () => {
  it('ends all calls, and nothing is heard any more', () => {
    const bench = new Bench(optional);
    const request = bench.ask();
    request.cancel();
    expect(bench.states).toEqual(['A cancelled', 'B cancelled']);
    bench.advance(2000);
    expect(request.outcome).toBe('pending');
    expect(bench.time.pending).toBe(0);
    request.cancel();
  });

  it('happens to all calls still running when the method fails', () => {
    const bench = new Bench(optional);
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    expect(request.outcome).toBe('ABORTED: a: no');
    expect(bench.states).toEqual(['A answered', 'B cancelled']);
    expect(bench.time.pending).toBe(0);
  });

  it('happens to what a message asked for that failed, and it asks for nothing more', () => {
    const bench =
      new Bench(`message Response { El el = 1 [= optional: true]; up.v1.Rep c = 2 [= @C]; up.v1.Rep d = 3 [= @C args: "id = c.id"]; }
      message El {
        up.v1.Rep a = 1 [= @A];
        up.v1.Rep b = 2 [= @B];
        up.v1.Rep late = 3 [= @A args: "id = parent.c.id"];
      }`);
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    expect(bench.states).toEqual(['A answered', 'B cancelled', 'C open']);
    bench.answer('C', { id: 'x' });
    expect(bench.calls.slice(3)).toEqual(['C {"id":"x"}']);
    bench.answer('C');
    expect(request.outcome).toEqual({ c: { id: 'x' }, d: {} });
    expect(request.gaps).toEqual(['el FAILED ABORTED A']);
  });
});

describe('the number of calls', () => {
  const limited = (calls: string): string => `service SpecService {
    rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { max_calls: 2 }; } }
    message Response { ${calls} }`;

  it('counts distinct calls, and fails the request at once', () => {
    const bench = new Bench(
      limited(`up.v1.Rep a = 1 [= @A]; up.v1.Rep a2 = 2 [= @A]; up.v1.Rep b = 3 [= @B];
        up.v1.Rep c = 4 [= @C args: "id = a.id" optional: true];`),
    );
    const request = bench.ask();
    expect(bench.calls).toHaveLength(2);
    bench.answer('A', { id: 'x' });
    expect(request.outcome).toBe('RESOURCE_EXHAUSTED: more than 2 calls');
    expect(request.errorInfo).toBe('TOO_MANY_CALLS   RESOURCE_EXHAUSTED');
    expect(bench.states).toEqual(['A answered', 'B cancelled']);
  });

  it('does not count attempts, and a batch of keys once', () => {
    const bench = new Bench(
      limited(
        `up.v1.Rep a = 1 [= @A retry: {}]; repeated up.v1.Item items = 2 [= @Batch args: "ids = request.ids" batch: { match: "id" }];`,
      ),
      { script: { Batch: () => ({ items: [{ id: '1' }, { id: '2' }, { id: '3' }] }) } },
    );
    const request = bench.ask({ ids: ['1', '2', '3'] });
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.advance(30);
    bench.answer('A', {});
    expect(request.outcome).toMatchObject({ items: [{ id: '1' }, { id: '2' }, { id: '3' }] });
  });
});

describe('equal calls', () => {
  it('are made once in a request, writes too', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @Write args: "id = 'x'"]; up.v1.Rep b = 2 [= @Write args: "id = request.id"];
      up.v1.Rep c = 3 [= @Write args: "id = a.id"]; up.v1.Rep d = 4 [= @Write args: "id = 'y'"];
    }`);
    const request = bench.ask({ id: 'x' });
    expect(bench.calls).toEqual(['Write {"id":"x"}', 'Write {"id":"y"}']);
    bench.answer('Write', { id: 'x' });
    bench.answer('Write', { id: 'y' });
    expect(bench.calls).toHaveLength(2);
    expect(request.outcome).toEqual({ a: { id: 'x' }, b: { id: 'x' }, c: { id: 'x' }, d: { id: 'y' } });
  });

  it('are told apart by settings and forwarded metadata', () => {
    const bench = new Bench(`message Response {
      up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @A timeout: "1s"]; up.v1.Rep c = 3 [= @A retry: {}];
      up.v1.Rep d = 4 [= @A hedge: {}]; up.v1.Rep e = 5 [= @A hedge: { after: "1ms" }]; up.v1.Rep f = 6 [= @A cache: { ttl: "1s" }];
      up.v1.Rep g = 7 [= @A forward: "x"]; up.v1.Rep h = 8 [= @A forward: "not-sent"];
    }`);
    bench.ask({}, { metadata: { x: '1' } });
    expect(bench.calls).toHaveLength(7);
  });

  it('of a failed one fail, too, each at its own path', () => {
    const bench =
      new Bench(`message Response { up.v1.Rep a = 1 [= @A optional: true]; up.v1.Rep b = 2 [= @A optional: true];
      up.v1.Rep c = 3 [= @B]; up.v1.Rep d = 4 [= @A args: "id = c.id"]; }`);
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no' });
    bench.answer('B', {});
    expect(bench.calls).toHaveLength(2);
    expect(request.outcome).toBe('ABORTED: d: no');
  });
});

describe('metadata', () => {
  it('goes along where it is forwarded, and the trace context', () => {
    const bench =
      new Bench(`service SpecService { rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { forward: ["x-user", "x-none"] }; } }
      message Response { up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @B forward: "X-Lang"]; string c = 3 [= value: "metadata['x-user'] + metadata['none']"];
      string d = 4 [= value: "metadata['none']"]; }`);
    const request = bench.ask(
      {},
      { metadata: { 'x-user': 'u', 'x-lang': 'en', traceparent: '00-1', cookie: 'secret' } },
    );
    expect(bench.open('A').metadata).toEqual([
      ['x-user', 'u'],
      ['traceparent', '00-1'],
    ]);
    expect(bench.open('B').metadata).toEqual([
      ['x-lang', 'en'],
      ['traceparent', '00-1'],
    ]);
    bench.answer('A');
    bench.answer('B');
    expect(request.outcome).toEqual({ a: {}, b: {}, c: 'u' });
  });
});
