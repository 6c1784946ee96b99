import { celEnv, isCelError, parse, plan, type CelValue } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import { TestAllTypesSchema } from '@bufbuild/cel-spec/cel/expr/conformance/proto3/test_all_types_pb.js';
import { create, toBinary, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { equal } from './catalogue/catalogue.ts';
import { compileExpression } from './compile-expression.ts';
import { kindOf } from './scalar-range.ts';
import { messageScope, readAll } from './testing/message-scope.ts';

const registry = getTestRegistry();
const scope = messageScope({ request: TestAllTypesSchema, movie: TestAllTypesSchema });
// The oracle: the library alone, over decoded messages and the text as it is.
const library = celEnv({ registry, funcs: strings });

/** Texts of each type, deeper ones from shallower ones. */
const { int, bool, text } = fc.letrec<{ int: string; bool: string; text: string; ints: string; texts: string }>(
  (tie) => {
    const shallow = { maxDepth: 4, depthIdentifier: 'expression' };
    const part = fc.constantFrom('request.standalone_message', 'movie.standalone_message');
    const whole = fc.constantFrom('request', 'movie');
    const binary = (operators: string[], a: fc.Arbitrary<string>) =>
      fc.tuple(a, fc.constantFrom(...operators), a).map(([left, operator, right]) => `(${left} ${operator} ${right})`);
    const choice = (a: fc.Arbitrary<string>) =>
      fc.tuple(tie('bool'), a, a).map(([condition, left, right]) => `(${condition} ? ${left} : ${right})`);
    const field = (...fields: string[]) =>
      fc.tuple(whole, fc.constantFrom(...fields)).map(([message, path]) => `${message}.${path}`);
    return {
      int: fc.oneof(
        shallow,
        fc.integer({ min: 0, max: 12 }).map(String),
        field('single_int32', 'single_int64', 'single_sint64', 'standalone_enum', 'repeated_nested_message[0].bb'),
        field('standalone_message.bb', 'single_nested_message.bb', 'repeated_int32[1]', "map_string_int64['a']"),
        binary(['+', '-', '*', '/', '%'], tie('int')),
        fc.oneof(tie('text'), tie('ints'), tie('texts')).map((value) => `size(${value})`),
        choice(tie('int')),
        field('single_uint64', 'single_double', 'single_timestamp').map((value) => `int(${value})`),
        field('single_int64_wrapper').map((value) => `(${value} == null ? 7 : int(${value}))`),
      ),
      bool: fc.oneof(
        shallow,
        fc.constantFrom('true', 'false'),
        field('single_bool', 'optional_bool'),
        binary(['<', '<=', '>', '>=', '==', '!='], tie('int')),
        binary(['==', '!='], tie('text')),
        binary(['&&', '||'], tie('bool')),
        binary(['==', '!='], whole),
        binary(['==', '!='], part),
        tie('bool').map((value) => `!${value}`),
        field('single_int32', 'optional_string', 'repeated_int32', 'standalone_message', 'standalone_message.bb').map(
          (value) => `has(${value})`,
        ),
        fc.tuple(tie('int'), tie('ints')).map(([value, list]) => `(${value} in ${list})`),
        fc
          .tuple(tie('ints'), fc.constantFrom('exists', 'all', 'exists_one'))
          .map(([list, macro]) => `${list}.${macro}(i, i > 3)`),
        field('repeated_nested_message').map((list) => `${list}.exists(m, m.bb == 1 && has(m.bb))`),
        fc.tuple(tie('text'), tie('text')).map(([a, b]) => `${a}.contains(${b})`),
        field('map_string_string').map((map) => `('a' in ${map})`),
      ),
      text: fc.oneof(
        shallow,
        fc.constantFrom("''", "'a'", '"é🎬"'),
        field(
          'single_string',
          'optional_string',
          'repeated_string[0]',
          "map_string_string['a']",
          'map_string_string.b',
        ),
        binary(['+'], tie('text')),
        tie('int').map((value) => `string(${value})`),
        choice(tie('text')),
        tie('texts').map((list) => `${list}.join('-')`),
        tie('text').map((value) => `${value}.upperAscii()`),
      ),
      ints: fc.oneof(
        shallow,
        field('repeated_int32', 'repeated_int64', 'repeated_nested_enum'),
        binary(['+'], tie('ints')),
        fc.tuple(tie('ints'), fc.constantFrom('i + 1', 'i * 2')).map(([list, value]) => `${list}.map(i, ${value})`),
        tie('ints').map((list) => `${list}.filter(i, i > 0)`),
        tie('ints').map((list) => `${list}.map(i, i > 0, i - 1)`),
        fc.array(tie('int'), { minLength: 1, maxLength: 3 }).map((values) => `[${values.join(', ')}]`),
      ),
      texts: fc.oneof(
        shallow,
        field('repeated_string'),
        tie('ints').map((list) => `${list}.map(i, string(i))`),
        tie('text').map((value) => `[${value}]`),
      ),
    };
  },
);

const small = fc.integer({ min: -3, max: 9 });
const words = fc.constantFrom('', 'a', 'b', 'Zoë', '🎬 film');
const message = fc.record(
  {
    singleInt32: small,
    singleInt64: fc.bigInt({ min: -5n, max: 2n ** 62n }),
    singleSint64: small.map(BigInt),
    singleUint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    singleDouble: fc.double(),
    singleBool: fc.boolean(),
    optionalBool: fc.boolean(),
    optionalString: words,
    singleString: words,
    singleTimestamp: fc.record({ seconds: small.map(BigInt), nanos: fc.constantFrom(0, 999_999_999) }),
    singleInt64Wrapper: small.map(BigInt),
    standaloneEnum: fc.constantFrom(0, 1, 2),
    standaloneMessage: fc.record({ bb: small }, { requiredKeys: [] }),
    repeatedInt32: fc.array(small, { maxLength: 3 }),
    repeatedInt64: fc.array(small.map(BigInt), { maxLength: 3 }),
    repeatedNestedEnum: fc.array(fc.constantFrom(0, 1, 2), { maxLength: 2 }),
    repeatedNestedMessage: fc.array(fc.record({ bb: small }, { requiredKeys: [] }), { maxLength: 2 }),
    repeatedString: fc.array(words, { maxLength: 3 }),
    mapStringInt64: fc.dictionary(fc.constantFrom('a', 'b'), small.map(BigInt)),
    mapStringString: fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), words),
  },
  { requiredKeys: [] },
);

function made(init: object): MessageShape<typeof TestAllTypesSchema> {
  return create(TestAllTypesSchema, init as MessageInitShape<typeof TestAllTypesSchema>);
}

function same(a: CelValue, b: CelValue): boolean {
  return kindOf(a) === kindOf(b) && equal(a, b);
}

describe('a compiled expression over bytes', () => {
  it('agrees with the library over decoded messages', () => {
    fc.assert(
      fc.property(fc.oneof(int, bool, text), message, message, (written, ...inits) => {
        const [request, movie] = [made(inits[0]), made(inits[1])];
        const compiled = compileExpression(`dyn(${written})`, scope, registry);
        if (compiled.kind === 'findings') {
          // Without names it is evaluated at once, and may fail; nothing else is wrong with what is made here.
          expect(compiled.findings.map((finding) => finding.message)).toEqual([
            expect.stringContaining('fails whenever it is evaluated'),
          ]);
          return;
        }
        const { expression } = compiled;
        if (expression.kind !== 'computed') throw new Error('it is computed');
        const bytes = { request: toBinary(TestAllTypesSchema, request), movie: toBinary(TestAllTypesSchema, movie) };
        const outcome = expression.evaluate(readAll(expression, bytes));
        const expected = plan(
          library,
          parse(written),
        )({
          request: reflect(TestAllTypesSchema, request),
          movie: reflect(TestAllTypesSchema, movie),
        });
        if (isCelError(expected)) expect([written, outcome.kind]).toEqual([written, 'failed']);
        else if (outcome.kind !== 'value') throw new Error(`${written} gave ${JSON.stringify(outcome)}`);
        else expect([written, outcome.value, same(outcome.value, expected)]).toEqual([written, outcome.value, true]);
      }),
      { numRuns: 1500 },
    );
  });
});
