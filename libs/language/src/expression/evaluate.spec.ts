import { create, toBinary, type MessageShape } from '@bufbuild/protobuf';
import { TestAllTypesSchema } from '@bufbuild/cel-spec/cel/expr/conformance/proto3/test_all_types_pb.js';
import { TestAllTypesSchema as Proto2Schema } from '@bufbuild/cel-spec/cel/expr/conformance/proto2/test_all_types_pb.js';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { isCelList, type CelValue } from '@bufbuild/cel';
import { describe, expect, it } from '@jest/globals';
import { compileExpression } from './compile-expression.ts';
import type { ComputedExpression, Evaluation, EvaluationLimits } from './expression.ts';
import { messageScope, readAll } from './testing/message-scope.ts';

const registry = getTestRegistry();
const scope = messageScope({ request: TestAllTypesSchema, movie: TestAllTypesSchema, old: Proto2Schema });

function compile(text: string): ComputedExpression<string> {
  const compiled = compileExpression(text, scope, registry);
  if (compiled.kind === 'findings') throw new Error(`${text}: ${JSON.stringify(compiled.findings)}`);
  if (compiled.expression.kind !== 'computed') throw new Error(`${text} is ${compiled.expression.kind}`);
  return compiled.expression;
}

/** A text, what it gives, and the request. */
type Row = readonly [string, unknown, Init?];

type Init = Partial<MessageShape<typeof TestAllTypesSchema>>;

function evaluate(text: string, init: Init = {}, metadata: Readonly<Record<string, string>> = {}): Evaluation {
  const expression = compile(text);
  const request = toBinary(TestAllTypesSchema, create(TestAllTypesSchema, init as object));
  return expression.evaluate(readAll(expression, { request, old: new Uint8Array(0) }, metadata));
}

function plain(value: CelValue): unknown {
  return isCelList(value) ? [...value].map(plain) : value;
}

function valueOf(text: string, init?: Init, metadata?: Readonly<Record<string, string>>): unknown {
  const outcome = evaluate(text, init, metadata);
  if (outcome.kind === 'failed') throw new Error(`${text}: ${outcome.message}`);
  return outcome.kind === 'null' ? null : plain(outcome.value);
}

describe('evaluating', () => {
  it.each<Row>([
    [
      "request.single_string + ' (' + string(request.single_int32) + ')'",
      'Up (2009)',
      { singleString: 'Up', singleInt32: 2009 },
    ],
    ['request.single_int64 + 1', 2n ** 53n + 2n, { singleInt64: 2n ** 53n + 1n }],
    ['request.standalone_message.bb + 1', 1n],
    ['request.single_string_wrapper == null', true],
    ["orValue(request.single_string_wrapper, 'x')", 'x'],
    ["orValue(request.single_string_wrapper, 'x')", '', { singleStringWrapper: '' }],
    ["orValue(movie.single_string, 'gone')", 'gone'],
    ['has(movie) || movie.single_int32 == 0', true],
    ['has(request)', true],
    ['has(request.single_int32)', false],
    ['has(request.optional_string)', true, { optionalString: '' }],
    ['request.in == request.`in`', true],
    ["request.map_string_string['constructor']", 'c', { mapStringString: { constructor: 'c' } }],
    ["'toString' in request.map_string_string", false],
    ['has(request.map_string_string.a)', true, { mapStringString: { a: '' } }],
    ['request.map_uint64_string[7u]', 'seven', { mapUint64String: { '7': 'seven' } }],
    ['request.single_struct.a', null, { singleStruct: { a: null } }],
    ["has(request.single_struct.a) && 'a' in request.single_struct", true, { singleStruct: { a: null } }],
    ['request.single_any == null', true],
    [
      'request.repeated_nested_message.map(m, m.bb)',
      [1n, 2n],
      { repeatedNestedMessage: [{ bb: 1 }, { bb: 2 }] as never },
    ],
    [
      'request.repeated_nested_message.sortBy(m, -m.bb).map(m, m.bb)',
      [2n, 1n],
      { repeatedNestedMessage: [{ bb: 1 }, { bb: 2 }] as never },
    ],
    ["['b', 'a', 'c'].sort()", ['a', 'b', 'c']],
    ["'🎬film'.substring(0, 2) + string(size('🎬'))", '🎬f1'],
    ["'a,b,c'.split(',', 2)", ['a', 'b,c']],
    ['cel.bind(x, request.single_int32, x * x)', 9n, { singleInt32: 3 }],
    ['dyn(old.single_int32) + 1', -31n],
    ['math.greatest(request.single_int32, 4)', 4n],
    ["'%s is %.1f'.format([request.single_string, 2.25])", 'Up is 2.2', { singleString: 'Up' }],
  ])('%s', (...[text, expected, init]: Row) => {
    expect(valueOf(text, init)).toEqual(expected);
  });

  it('reads a default that proto2 declares', () => {
    expect(valueOf('old.single_int32 + 0')).toBe(-32n);
    expect(valueOf('old.single_string + ""')).toBe('empty');
  });

  it('reads metadata, empty where it was not sent', () => {
    expect(valueOf("metadata['a'] + '!'", {}, { a: 'x' })).toBe('x!');
    expect(valueOf("metadata['a'] + '!'")).toBe('!');
    expect(valueOf("orValue(metadata['a'], 'none')")).toBe('none');
    expect(valueOf("'a' in metadata ? 1 : 2", {}, { a: '' })).toBe(1n);
  });

  it('unpacks Any, where its type is known', () => {
    const packed = anyPack(TestAllTypesSchema, create(TestAllTypesSchema, { singleInt32: 5 }));
    expect(valueOf('request.single_any.single_int32', { singleAny: packed })).toBe(5n);
    const unknown = { $typeName: 'google.protobuf.Any' as const, typeUrl: 'example.com/a.B', value: new Uint8Array(0) };
    expect(evaluate('request.single_any.x', { singleAny: unknown }).kind).toBe('failed');
  });

  it('gives the same twice', () => {
    const expression = compile('request.repeated_int32.map(x, x + 1)');
    const request = toBinary(TestAllTypesSchema, create(TestAllTypesSchema, { repeatedInt32: [1, 2] }));
    const results = [1, 2].map(() => expression.evaluate(readAll(expression, { request })));
    for (const result of results) expect(result.kind === 'value' && plain(result.value)).toEqual([2n, 3n]);
  });

  it.each([
    ['request.repeated_int32[0] > 1', 'there is no element or key'],
    ["request.map_string_string['a'] == ''", 'there is no key or field "a"'],
    ['1 / request.single_int32', 'int divide by zero'],
    ['request.single_int64 + 9223372036854775807', 'int overflow'],
    ['int(request.single_string)', 'cannot read "" as int'],
    ['string(request.single_bytes)', 'the bytes are no UTF-8'],
    ['timestamp(request.single_string)', 'timestamp'],
  ])('%s fails', (text, message) => {
    const outcome = evaluate(text, { singleBytes: new Uint8Array([0xff]), singleInt64: 1n });
    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining(message) });
  });

  it('decodes no more than is asked for', () => {
    const expression = compile('request.single_bool ? request.standalone_message.bb : 0');
    // Not a message: decoding it would fail.
    expect(expression.reads.map((read) => read.kind)).toEqual(['value', 'value']);
    expect(expression.evaluate([false, new Uint8Array([0xff])])).toEqual({ kind: 'value', value: 0n });
    const list = compile('size(request.repeated_nested_message)');
    expect(list.evaluate([[new Uint8Array([0xff]), new Uint8Array([0xff])]])).toEqual({ kind: 'value', value: 2n });
  });
});

describe('limits', () => {
  const limits: EvaluationLimits = { maxSteps: 10_000, maxSize: 100_000 };
  const many: Init = {
    repeatedInt32: Array.from({ length: 1000 }, (_, index) => index),
    singleString: 'x'.repeat(1000),
  };

  function limited(text: string): Evaluation {
    const expression = compile(text);
    const request = toBinary(TestAllTypesSchema, create(TestAllTypesSchema, many as object));
    return expression.evaluate(readAll(expression, { request }), limits);
  }

  const doubled = (times: number): string => `['x']${'.map(s, s + s)'.repeat(times)}`;
  // Ten lists in a list, ten times over: few objects, very many values.
  const shared = `[1]${'.map(x, [x, x, x, x, x, x, x, x, x, x])'.repeat(10)}`;

  it.each([
    ['request.repeated_int32.all(a, request.repeated_int32.all(b, a + b >= 0))', 'steps'],
    ['request.repeated_int32.all(a, request.repeated_int32.exists(b, a == b) || true)', 'steps'],
    ['request.repeated_int32.all(a, a in request.repeated_int32)', 'steps'],
    ['request.repeated_int32.all(a, request.repeated_int32 == request.repeated_int32)', 'steps'],
    ["request.repeated_int32.all(a, request.single_string.contains('y') || a >= 0)", 'steps'],
    ["request.repeated_int32.all(a, request.single_string.matches('^[a-z]+$'))", 'steps'],
    ['request.repeated_int32.all(a, size(request.single_string) > 0)', 'steps'],
    [`size(${doubled(40)}[0] + request.single_string)`, 'larger'],
    [`${shared} == ${shared} || request.single_bool`, 'steps'],
    [`'%s'.format([${shared}]) + request.single_string`, 'larger'],
    [`${shared}.flatten(20).size() + request.single_int32`, 'steps'],
    ["request.single_string.replace('', request.single_string)", 'larger'],
    ['request.repeated_int32.map(a, request.single_string).join()', 'larger'],
    ['size(lists.range(1000000000 + request.single_int32))', 'larger'],
    ['request.repeated_int32.map(a, request.repeated_int32.map(b, b))', 'steps'],
    [
      `cel.bind(a, request.single_string + request.single_string, cel.bind(b, a + a + a + a + a + a + a + a, b + b + b + b + b + b + b + b + b + b))`,
      'larger',
    ],
  ])('%s ends', (text, word) => {
    expect(limited(text)).toMatchObject({ kind: 'failed', message: expect.stringContaining(word) });
  });

  it('leave ordinary work alone', () => {
    expect(limited('request.repeated_int32.filter(x, x > 500).map(x, x * 2).size()')).toEqual({
      kind: 'value',
      value: 499n,
    });
    expect(valueOf('lists.range(20000).map(x, x + 1).filter(x, x % 2 == 0).size()')).toBe(10_000n);
  });
});
