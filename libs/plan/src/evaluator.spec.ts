import { create, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { environmentOf, planSpec, slotOf } from '../test/plan-spec.ts';
import { conditionOf, textOf, type Evaluator } from './evaluator.ts';
import type { MethodPlan } from './method-plan.ts';

/** The plan with an expression as condition, and that condition. */
function conditional(expression: string): { plan: MethodPlan; when: Evaluator } {
  const plan = planSpec(`message Response {
    string other = 1 [= value: "request.id"];
    string x = 2 [= value: "'x'" when: "${expression}"];
  }`);
  const { when } = slotOf(plan.root, 'x').treatment;
  if (when === undefined) throw new Error('no condition');
  return { plan, when };
}

/** What a field gets of an expression: the value as it is in bytes, or how it went. */
function produced(type: string, expression: string, given: Parameters<typeof environmentOf>[1]): unknown {
  const plan = planSpec(`message Response {
    ${type} x = 1 [= value: "${expression}"];
    string other = 2 [= value: "request.id"];
  }`);
  const slot = slotOf(plan.root, 'x');
  const filling = slot.kind === 'field' && slot.filling.kind === 'origin' ? slot.filling.origin : undefined;
  if (filling?.kind !== 'value') throw new Error('no value');
  const production = filling.producer.produce(environmentOf(plan, given));
  switch (production.kind) {
    case 'raw':
      return production.value instanceof Uint8Array
        ? Buffer.from(production.value).toString('latin1')
        : production.value;
    case 'failed':
      return `failed: ${production.message}`;
    case 'none':
    case 'compose':
    case 'list':
      return production.kind;
  }
}

describe('evaluators', () => {
  it.each<[string, string, Parameters<typeof environmentOf>[1], unknown]>([
    ['string', 'request.id', { request: { id: 'a' } }, 'a'],
    ['string', 'request.id', {}, 'none'],
    ['string', 'request.paging.token', { request: { paging: { token: 't' } } }, 't'],
    ['string', 'request.paging.token', { request: { paging: {} } }, 'none'],
    ['string', 'request.paging.token', {}, 'none'],
    ['int32', 'request.maybe', { request: { maybe: 0 } }, 0],
    ['int32', 'request.maybe', {}, 'none'],
    ['int64', 'request.n', { request: { n: -3 } }, -3n],
    ['string', 'other', { names: { other: Buffer.from('o') } }, 'o'],
    ['string', "metadata['k']", { metadata: { k: 'v' } }, 'v'],
    ['string', "metadata['K']", { metadata: { k: '' } }, ''],
    ['string', "metadata['k']", {}, 'none'],
    ['string', "metadata['k'] + '!'", {}, '!'],
    ['string', "request.id + '!'", {}, '!'],
    ['string', "request.paging.token + '!'", {}, '!'],
    ['string', "orValue(other, 'else')", {}, 'else'],
    ['string', "orValue(other, 'else')", { names: { other: Buffer.from('') } }, ''],
    ['string', "has(other) ? 'yes' : 'no'", {}, 'no'],
    ['string', "has(metadata['k']) ? 'yes' : 'no'", { metadata: { k: '' } }, 'yes'],
    ['int32', 'request.n + 1', { request: { n: 2147483647 } }, expect.stringMatching(/^failed: /)],
    ['int32', '1 / request.n', {}, expect.stringMatching(/^failed: /)],
    ['string', 'null', {}, 'none'],
    ['string', 'request.text', { request: { text: 'w' } }, 'w'],
    ['string', 'request.text', {}, 'none'],
    ['google.protobuf.StringValue', 'request.id', { request: { id: 'w' } }, wrapped('w')],
    ['up.v1.Kind', 'request.kind', { request: { kind: 2 } }, 7],
    ['up.v1.Kind', 'request.kind', { request: { kind: 99 } }, 0],
    ['up.v1.Kind', 'up.v1.Kind.KIND_NEW', {}, 7],
    ['repeated string', 'request.ids', { request: { ids: ['a', 'b'] } }, [Buffer.from('a'), Buffer.from('b')]],
    ['repeated string', 'request.ids', {}, 'none'],
    ['repeated int64', '[1, request.n]', { request: { n: 2 } }, [1n, 2n]],
    ['up.v1.Page', 'request.paging', { request: { paging: { size: 5, token: 't', other: 'x' } } }, '\x08\x05\x12\x01t'],
  ])('give a %s of %s', (type, expression, given, expected) => {
    const found = produced(type, expression, given);
    expect(
      Array.isArray(found) ? found.map((one: unknown) => (one instanceof Uint8Array ? Buffer.from(one) : one)) : found,
    ).toEqual(expected);
  });

  it.each([
    ['request.id', []],
    ['other', ['other needed']],
    ["other + other == 'x'", ['other needed']],
    ['has(other)', ['other asked']],
    ["has(other) && other == 'x'", ['other asked']],
    ["orValue(other, '') == ''", ['other asked']],
  ])('tell the names that %s reads', (expression, expected) => {
    const { plan, when } = conditional(
      expression === 'request.id' || expression === 'other' ? `${expression} == ''` : expression,
    );
    const names = when.uses.map(({ reference, asked }) =>
      reference.kind === 'slot'
        ? `${plan.root.slots[reference.slot]?.name ?? ''} ${asked ? 'asked' : 'needed'}`
        : reference.kind,
    );
    expect(names).toEqual(expected);
  });

  it('are conditions: none does not hold', () => {
    const { plan, when } = conditional("request.id == 'a'");
    expect(conditionOf(when.evaluate(environmentOf(plan, { request: { id: 'a' } })))).toEqual({
      kind: 'holds',
      holds: true,
    });
    expect(conditionOf(when.evaluate(environmentOf(plan, {})))).toEqual({ kind: 'holds', holds: false });
    expect(conditionOf({ kind: 'none' })).toEqual({ kind: 'holds', holds: false });
    expect(conditionOf({ kind: 'raw', value: true })).toEqual({ kind: 'holds', holds: true });
    expect(conditionOf({ kind: 'failed', message: 'm' })).toEqual({ kind: 'failed', message: 'm' });
  });

  it('are texts', () => {
    expect(textOf({ kind: 'raw', value: Buffer.from('é') })).toBe('é');
    expect(textOf({ kind: 'computed', value: 'é' })).toBe('é');
    expect(textOf({ kind: 'computed', value: 1n })).toBeUndefined();
    expect(textOf({ kind: 'none' })).toBeUndefined();
    expect(textOf({ kind: 'failed', message: 'm' })).toBeUndefined();
  });
});

function wrapped(value: string): string {
  return Buffer.from(toBinary(StringValueSchema, create(StringValueSchema, { value }))).toString('latin1');
}
