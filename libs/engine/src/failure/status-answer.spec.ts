import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { AnySchema, type Any } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { statusCode } from '@tributary/upstream';
import { Bench, type Request } from '../../test/bench.ts';
import type { CodeName } from '../../test/scripted-upstream.ts';
import { BadRequestSchema, ErrorInfoSchema } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

const single = `message Response { up.v1.Rep a = 1 [= @A %]; }`;

function any(typeName: string, value: Uint8Array): Any {
  return create(AnySchema, { typeUrl: `type.googleapis.com/${typeName}`, value });
}

function details(...all: Any[]): Uint8Array {
  return toBinary(StatusSchema, create(StatusSchema, { code: 9, message: 'm', details: all }));
}

function errorInfo(domain: string, reason: string, metadata: Record<string, string>): Any {
  return any('google.rpc.ErrorInfo', toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { domain, reason, metadata })));
}

const badRequest = any(
  'google.rpc.BadRequest',
  toBinary(BadRequestSchema, create(BadRequestSchema, { fieldViolations: [{ field: 'f' }] })),
);

/** The types of the details, and the ErrorInfo. */
function detailsOf({ answer }: Request) {
  const status = answer?.kind === 'status' ? fromBinary(StatusSchema, answer.details) : undefined;
  const info = status?.details.find(({ typeUrl }) => typeUrl.endsWith('ErrorInfo'));
  const read = info === undefined ? undefined : fromBinary(ErrorInfoSchema, info.value);
  return {
    code: status?.code,
    types: status?.details.map(({ typeUrl }) => typeUrl.replace('type.googleapis.com/google.rpc.', '')),
    info: read === undefined ? undefined : [read.domain, read.reason, read.metadata],
  };
}

describe('the status that a caller gets', () => {
  it('has the code, the path, the text and the details, and one ErrorInfo', () => {
    const bench = new Bench(single.replace('%', ''));
    const request = bench.ask();
    bench.answer('A', {
      status: 'FAILED_PRECONDITION',
      message: 'not so',
      details: details(badRequest, errorInfo('shop.example', 'OWN', {}), badRequest),
    });
    expect(request.outcome).toBe('FAILED_PRECONDITION: a: not so');
    expect(detailsOf(request)).toEqual({
      code: 9,
      types: ['BadRequest', 'BadRequest', 'ErrorInfo'],
      info: ['tributary', 'UPSTREAM_FAILED', { path: 'a', call: 'up.v1.UpService/A', code: 'FAILED_PRECONDITION' }],
    });
  });

  it.each(['INTERNAL', 'UNKNOWN', 'DATA_LOSS', 'UNIMPLEMENTED'] satisfies CodeName[])(
    'keeps text and details of %s inside',
    (status) => {
      const bench = new Bench(single.replace('%', 'optional: true fallback: "up.v1.Rep{text: error.message}"'));
      const optional = bench.ask();
      bench.answer('A', { status, message: 'secret', details: details(badRequest) });
      expect(optional.outcome).toEqual({ a: { text: 'up.v1.UpService/A failed' } });
      const required = new Bench(single.replace('%', ''));
      const request = required.ask();
      required.answer('A', {
        status,
        message: 'secret',
        details: details(badRequest, errorInfo('tributary', 'X', {})),
      });
      const final = status === 'UNIMPLEMENTED' ? 'INTERNAL' : status;
      expect(request.outcome).toBe(`${final}: a: up.v1.UpService/A failed`);
      expect(detailsOf(request)).toEqual({
        code: statusCode[final],
        types: ['ErrorInfo'],
        info: ['tributary', 'UPSTREAM_FAILED', { path: 'a', call: 'up.v1.UpService/A', code: status }],
      });
      const changed = new Bench(single.replace('%', 'errors: { code: ABORTED }'));
      const other = changed.ask();
      changed.answer('A', { status, message: 'secret' });
      expect(other.outcome).toBe('ABORTED: a: up.v1.UpService/A failed');
    },
  );

  it('of an upstream that is itself a composite has its ErrorInfo, with the path in front', () => {
    const bench = new Bench(single.replace('%', ''));
    const request = bench.ask();
    bench.answer('A', {
      status: 'NOT_FOUND',
      message: 'movie.rating: none',
      details: details(
        errorInfo('tributary', 'UPSTREAM_FAILED', { path: 'movie.rating', call: 'x.Deep/Get', code: 'ABORTED' }),
      ),
    });
    expect(request.outcome).toBe('NOT_FOUND: a: movie.rating: none');
    expect(detailsOf(request).info).toEqual([
      'tributary',
      'UPSTREAM_FAILED',
      { path: 'a.movie.rating', call: 'x.Deep/Get', code: 'ABORTED' },
    ]);
  });

  it('does without details that are malformed', () => {
    const bench = new Bench(single.replace('%', ''));
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: 'no', details: Uint8Array.of(0xff) });
    expect(request.outcome).toBe('ABORTED: a: no');
    expect(detailsOf(request).types).toEqual(['ErrorInfo']);
  });

  it('has the innermost path, through lets, lists and messages in messages', () => {
    const bench = new Bench(`message Response { repeated El els = 1 [= @List select: "response.items"]; }
      message El { In deep = 1; }
      message In { option (tributary.v1.let) = { name: "l" from: { @B } }; string x = 1 [= value: "l.text + '!'"]; string y = 2 [= value: "x"]; }`);
    const request = bench.ask();
    bench.answer('List', { items: [{}, {}] });
    bench.answer('B', { status: 'ABORTED', message: 'no' });
    expect(request.outcome).toBe('ABORTED: els[0].deep.$l: no');
  });

  it('is of the failure that came first', () => {
    const bench = new Bench(
      `message Response { up.v1.Rep a = 1 [= @A]; string x = 2 [= value: "b.id"]; up.v1.Rep b = 3 [= @B]; }`,
    );
    const request = bench.ask();
    bench.answer('B', { status: 'ABORTED', message: 'b' });
    expect(request.outcome).toBe('ABORTED: b: b');
    expect(bench.states).toEqual(['A cancelled', 'B answered']);
  });

  it('tells of malformed replies, expressions and conversions as INTERNAL', () => {
    const malformed = new Bench(single.replace('%', ''));
    const request = malformed.ask();
    malformed.answer('A', { bytes: Uint8Array.of(0x0a, 0x01, 0xff) });
    expect(request.outcome).toBe('INTERNAL: a: up.v1.UpService/A failed');
    expect(request.errorInfo).toBe('UPSTREAM_FAILED a A INTERNAL');
    const causes: string[] = [];
    const range = new Bench(`message Response { int32 n = 1 [= value: "request.n * 2000000000"]; }`, {
      observer: { expressionFailed: ({ at, cause }) => causes.push(`${at}: ${cause}`) },
    });
    const failed = range.ask({ n: 4 });
    expect(failed.outcome).toBe('INTERNAL: n: expression failed');
    expect(failed.errorInfo).toBe('EXPRESSION_FAILED n  INTERNAL');
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatch(/^n: /);
  });
});

describe('requests', () => {
  it('must be valid messages', () => {
    const bench = new Bench(`message Response { up.v1.Rep a = 1 [= @A]; }`);
    let code: number | undefined;
    bench.engine.execute(
      {
        path: '/spec.v1.SpecService/Get',
        request: Uint8Array.of(0x0a, 0x05),
        metadata: () => undefined,
        deadlineMs: undefined,
      },
      (answer) => {
        code = answer.kind === 'status' ? answer.code : 0;
        expect(answer.kind === 'status' ? answer.message : '').toMatch(/^not a valid spec.v1.Request: /);
      },
    );
    expect(code).toBe(statusCode.INVALID_ARGUMENT);
    expect(bench.calls).toEqual([]);
  });

  it('of methods that are not composite are UNIMPLEMENTED', () => {
    const bench = new Bench(`message Response { up.v1.Rep a = 1 [= @A]; }`);
    let said = '';
    bench.engine.execute(
      {
        path: '/spec.v1.SpecService/Other',
        request: new Uint8Array(),
        metadata: () => undefined,
        deadlineMs: undefined,
      },
      (answer) => {
        said = answer.kind === 'status' ? `${answer.code} ${answer.message}` : 'ok';
      },
    );
    expect(said).toBe('12 spec.v1.SpecService/Other is not a composite method');
  });
});

describe('what does not go into trailers', () => {
  it('is cut of a text, between characters', () => {
    const bench = new Bench(single.replace('%', ''));
    const request = bench.ask();
    bench.answer('A', { status: 'ABORTED', message: '☃'.repeat(10_000) });
    const { answer } = request;
    if (answer?.kind !== 'status') throw new Error('no status');
    expect(new TextEncoder().encode(answer.message).length).toBeLessThanOrEqual(8 << 10);
    expect(answer.message).toMatch(/^a: ☃+…$/);
    expect(answer.details.length).toBeLessThan(9 << 10);
  });

  it('is left out of details, and the ErrorInfo stays', () => {
    const bench = new Bench(single.replace('%', ''));
    const request = bench.ask();
    const large = any('google.rpc.DebugInfo', new Uint8Array(20_000));
    bench.answer('A', { status: 'ABORTED', details: details(badRequest, large, badRequest) });
    expect(detailsOf(request).types).toEqual(['BadRequest', 'BadRequest', 'ErrorInfo']);
  });

  it('is left out of gaps, from their end', () => {
    const bench = new Bench(`
      message Response { repeated Row rows = 1 [= value: "request.ids"]; tributary.v1.Completeness completeness = 2; }
      message Row { up.v1.Rep a = 1 [= @A optional: true]; }`);
    const request = bench.ask({ ids: Array.from({ length: 2000 }, String) });
    bench.answer('A', { status: 'UNAVAILABLE' });
    const { answer } = request;
    if (answer?.kind !== 'ok') throw new Error('no answer');
    const [, trailer] = answer.trailers[0] ?? [];
    expect(trailer?.length).toBeGreaterThan(31 << 10);
    expect(trailer?.length).toBeLessThanOrEqual(32 << 10);
    expect(request.gaps[0]).toBe('rows[0].a FAILED UNAVAILABLE A');
    expect(request.gaps.length).toBeLessThan(2000);
    // The response's own Completeness is not bound to headers.
    expect(JSON.stringify(request.outcome).match(/"path"/g)).toHaveLength(2000);
  });
});
