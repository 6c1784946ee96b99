import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { CompletenessSchema, Code, GapReason } from '@tributary/language';
import { Bench } from '../../test/bench.ts';

describe('gaps', () => {
  it('come in the order of the fields as written, lets before the fields of their message', () => {
    const bench = new Bench(
      `message Response {
      option (tributary.v1.let) = { name: "l" from: { @A args: "id = 'l'" } };
      up.v1.Rep z = 9 [= @A args: "id = 'z'" optional: true];
      repeated El els = 5 [= @List select: "response.items" optional_elements: true];
      string a = 1 [= value: "l.text" optional: true];
    }
    message El {
      option (tributary.v1.let) = { name: "m" from: { @B args: "id = source.id" fallback: "up.v1.Rep{}" } };
      string id = 1 [= value: "m.id"];
      string text = 2 [= value: "source.n == 0 ? source.text : string(1 / (source.n - 1))"];
      up.v1.Rep c = 3 [= @C args: "id = source.id" optional: true];
    }`,
      {
        script: {
          A: () => ({ status: 'ABORTED' }),
          B: ({ id }) => (id === 'x' ? { status: 'UNAVAILABLE' } : {}),
          C: ({ id }) => (id === 'z' ? { status: 'UNKNOWN' } : {}),
          List: () => ({ items: [{ id: 'w', n: 1 }, { id: 'x' }, { id: 'y', n: 1 }, { id: 'z' }, { id: 'v', n: 1 }] }),
        },
      },
    );
    const request = bench.ask();
    bench.settle();
    expect(request.gaps).toEqual([
      '$l FAILED ABORTED A',
      'z FAILED ABORTED A',
      'els[0] DROPPED INTERNAL',
      'els[1].$m FALLBACK UNAVAILABLE B',
      'els[2] DROPPED INTERNAL',
      'els[3].c FAILED UNKNOWN C',
      'els[4] DROPPED INTERNAL',
      'a FAILED ABORTED A',
    ]);
    expect(request.outcome).toEqual({ els: [{ c: {} }, {}] });
  });

  it('name the outermost field that is affected', () => {
    const bench = new Bench(
      `message Response { Out out = 1 [= optional: true]; Out kept = 2; }
      message Out { In inner = 1; up.v1.Rep b = 2 [= @B optional: true]; }
      message In { up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @B optional: true]; }`.replace(
        'Out kept = 2;',
        'Kept kept = 2;',
      ) + ' message Kept { up.v1.Rep b = 1 [= @B optional: true]; }',
    );
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    bench.answer('B', { status: 'UNAVAILABLE' });
    expect(request.gaps).toEqual(['out FAILED ABORTED A', 'kept.b FAILED UNAVAILABLE B']);
  });

  it('carry code and call of what failed first, through a cascade and through rules', () => {
    const bench = new Bench(`message Response {
      option (tributary.v1.let) = { name: "l" from: { @A errors: { code: UNAUTHENTICATED message: "'changed'" } } };
      up.v1.Rep b = 1 [= @B args: "id = l.id" optional: true];
      string c = 2 [= value: "b.text + '!'" optional: true];
      string d = 3 [= value: "c" fallback: "error.code + ' ' + error.message"];
    }`);
    const request = bench.ask();
    bench.answer('A', { status: 'NOT_FOUND', message: 'no' });
    expect(request.gaps).toEqual([
      '$l FAILED NOT_FOUND A',
      'b FAILED NOT_FOUND A',
      'c FAILED NOT_FOUND A',
      'd FALLBACK NOT_FOUND A',
    ]);
    expect(request.outcome).toEqual({ d: 'UNAUTHENTICATED changed' });
  });

  it('of a fallback that fails, too, are FAILED with the first failure', () => {
    const body = (timeout: string) => `message Response {
      option (tributary.v1.let) = { name: "l" from: { @B } };
      up.v1.Rep a = 1 [= @A fallback: "l" ${timeout}];
    }`;
    const bench = new Bench(body(''));
    const request = bench.ask();
    expect(bench.calls).toEqual(['A {}']);
    bench.answer('A', { status: 'UNAVAILABLE' });
    bench.answer('B', { status: 'ABORTED' });
    expect(request.outcome).toEqual({});
    expect(request.gaps).toEqual(['$l FAILED ABORTED B', 'a FAILED UNAVAILABLE A']);
    const late = new Bench(body('timeout: "10ms"'));
    const timedOut = late.ask();
    late.advance(10);
    late.answer('B', { status: 'ABORTED' });
    expect(timedOut.gaps).toEqual(['$l FAILED ABORTED B', 'a FAILED DEADLINE_EXCEEDED A']);
  });

  it('of a fallback that is none are FALLBACK', () => {
    const bench = new Bench(`message Response { string a = 1 [= @A select: "response.text" fallback: "request.id"]; }`);
    const request = bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    expect(request.outcome).toEqual({});
    expect(request.gaps).toEqual(['a FALLBACK UNAVAILABLE A']);
  });

  it('of a message made for the field lead to its fallback', () => {
    const bench = new Bench(`message Response { El el = 1 [= @A fallback: "up.v1.Rep{id: 'spare'}"]; }
      message El { string id = 1; up.v1.Rep b = 2 [= @B args: "id = source.id"]; }`);
    const request = bench.ask();
    bench.answer('A', { id: 'x' });
    bench.answer('B', { status: 'ABORTED' });
    expect(bench.calls.at(-1)).toBe('B {"id":"spare"}');
    bench.answer('B', { id: 'b' });
    expect(request.outcome).toEqual({ el: { id: 'spare', b: { id: 'b' } } });
    expect(request.gaps).toEqual(['el FALLBACK ABORTED B']);
  });

  it('are in the Completeness of the response, and of messages inside it relative to them', () => {
    const bench = new Bench(
      `message Response {
      tributary.v1.Completeness all = 1;
      repeated El els = 2 [= @List select: "response.items"];
    }
    message El { string id = 1; up.v1.Rep a = 2 [= @A args: "id = source.id" optional: true]; tributary.v1.Completeness own = 3; }`,
      {
        script: {
          List: () => ({ items: [{ id: 'x' }, { id: 'y' }] }),
          A: ({ id }) => (id === 'x' ? {} : { status: 'ABORTED' }),
        },
      },
    );
    const request = bench.ask();
    bench.settle();
    const gap = { reason: 'GAP_REASON_FAILED', code: 'ABORTED', call: 'up.v1.UpService/A' };
    expect(request.outcome).toEqual({
      all: { gaps: [{ path: 'els[1].a', ...gap }] },
      els: [
        { id: 'x', a: {}, own: { complete: true } },
        { id: 'y', own: { gaps: [{ path: 'a', ...gap }] } },
      ],
    });
    expect(request.gaps).toEqual(['els[1].a FAILED ABORTED A']);
  });
});

describe("an upstream's own gaps", () => {
  const gap = (path: string) => ({ path, reason: 'GAP_REASON_STALE', code: 'UNAVAILABLE', call: 'x/Deep' });

  it.each([
    [
      'the reply',
      '',
      ['a.rep.text STALE UNAVAILABLE Deep', 'a.reps[1] STALE UNAVAILABLE Deep', 'a STALE UNAVAILABLE Deep'],
    ],
    ['a field of it', 'select: "response.rep"', ['a.text STALE UNAVAILABLE Deep', 'a STALE UNAVAILABLE Deep']],
    ['a list of it', 'select: "response.reps"', ['a[1] STALE UNAVAILABLE Deep', 'a STALE UNAVAILABLE Deep']],
    ['a scalar below a gap', 'select: "response.rep.text"', ['a STALE UNAVAILABLE Deep']],
  ])('are added where they concern what is selected: %s', (_, select, expected) => {
    const type =
      select === ''
        ? 'up.v1.Told'
        : select.includes('reps')
          ? 'repeated up.v1.Rep'
          : select.includes('text')
            ? 'string'
            : 'up.v1.Rep';
    const bench = new Bench(`message Response { ${type} a = 1 [= @Tell ${select}]; }`);
    const request = bench.ask();
    bench.answer('Tell', {
      rep: { text: 't' },
      reps: [{}, {}],
      completeness: { gaps: [gap('rep.text'), gap('reps[1]'), gap('')] },
    });
    expect(request.gaps).toEqual(expected);
  });

  it('count from the trailer where the reply has no field for them, and not where they are malformed', () => {
    const bench = new Bench(`message Response { up.v1.Rep a = 1 [= @A]; }`);
    const own = toBinary(
      CompletenessSchema,
      create(CompletenessSchema, {
        gaps: [{ path: 'text', reason: GapReason.FAILED, code: Code.ABORTED, call: 'x/Deep' }],
      }),
    );
    const request = bench.ask();
    bench.answer('A', {
      bytes: Uint8Array.of(),
      trailers: { 'tributary-completeness-bin': Buffer.from(own).toString('base64') },
    });
    expect(request.gaps).toEqual(['a.text FAILED ABORTED Deep']);
    const malformed = bench.ask();
    bench.answer('A', { bytes: Uint8Array.of(), trailers: { 'tributary-completeness-bin': 'AAAA' } });
    expect(malformed.outcome).toEqual({ a: {} });
    expect(malformed.gaps).toEqual([]);
  });

  it('are not told of what a mask leaves out', () => {
    const bench = new Bench(`message Response { up.v1.Told a = 1 [= @Tell]; }`);
    const request = bench.ask({ readMask: 'a.rep.id' });
    bench.answer('Tell', {
      rep: {},
      completeness: { gaps: [gap('rep.text'), gap('reps[1]'), gap('rep.id'), gap('rep')] },
    });
    expect(request.gaps).toEqual(['a.rep.id STALE UNAVAILABLE Deep', 'a.rep STALE UNAVAILABLE Deep']);
  });
});

describe('a Completeness', () => {
  it('is filled where its condition holds, and as the first member of a oneof that has a value', () => {
    const bench = new Bench(`message Response {
      oneof first { tributary.v1.Completeness a = 1; string b = 2 [= value: "'b'"]; }
      oneof later { string c = 3 [= value: "'c'" when: "request.id == 'c'"]; tributary.v1.Completeness d = 4; }
      tributary.v1.Completeness e = 5 [= when: "request.id == 'e'"];
      tributary.v1.Completeness f = 6 [= unset: true];
      tributary.v1.Completeness g = 7 [= value: "tributary.v1.Completeness{complete: request.id == 'c'}"];
      bool h = 8 [= value: "g.complete && !has(f)"];
    }`);
    const complete = { complete: true };
    expect(bench.ask({ id: 'c' }).outcome).toEqual({ a: complete, c: 'c', g: complete, h: true });
    expect(bench.ask({ id: 'e', readMask: 'h' }).outcome).toEqual({ a: complete, d: complete, e: complete });
  });
});
