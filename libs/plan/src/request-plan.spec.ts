import { fromBinary, toJson, type JsonObject } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callOf, environmentOf, planSpec } from '../test/plan-spec.ts';
import { keyIdentity } from './request-plan.ts';

/** The request of a call: as JSON, and the numbers of its fields in the order written. */
function built(args: string, given: Parameters<typeof environmentOf>[1] = {}) {
  const plan = planSpec(
    `message Response {
    up.v1.Rep a = 1 [= @A args: [${args}]];
    string other = 2 [= value: "request.id"];
  }`.replace(']];', ']]; '),
  );
  const call = callOf(plan.root, 'a');
  const request = call.request.build(environmentOf(plan, given));
  if (request.kind === 'failed') return `failed: ${request.message}`;
  return {
    json: toJson(call.method.input, fromBinary(call.method.input, request.bytes)),
    numbers: fieldNumbers(request.bytes),
  };
}

/** Field numbers of a message with short fields alone. */
function fieldNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++] ?? 0;
    numbers.push(tag >> 3);
    if ((tag & 7) === 2) at += 1 + (bytes[at] ?? 0);
    else while ((bytes[at++] ?? 0) >= 0x80);
  }
  return numbers;
}

describe('requests', () => {
  it('have their fields in ascending order, whatever the order of the arguments', () => {
    expect(built(`"z = 'z'", "id = 'i'", "inner.z = 'iz'", "n = 5", "inner.id = 'ii'", "tags = ['t']"`)).toEqual({
      json: { z: 'z', id: 'i', n: '5', inner: { id: 'ii', z: 'iz' }, tags: ['t'] },
      numbers: [1, 2, 3, 5, 9],
    });
  });

  it('are equal bytes for equal arguments in any order', () => {
    const args = [
      `"z = 'z'"`,
      `"inner.inner.id = request.id"`,
      `"inner.n = 2"`,
      `"kind = request.kind"`,
      `"page = request.paging"`,
    ];
    const given = { request: { id: 'x', kind: 2, paging: { size: 3 } } };
    const first = JSON.stringify(built(args.join(', '), given));
    fc.assert(
      fc.property(fc.shuffledSubarray(args, { minLength: args.length }), (shuffled) => {
        expect(JSON.stringify(built(shuffled.join(', '), given))).toBe(first);
      }),
      { numRuns: 12 },
    );
  });

  it.each<[string, string, Parameters<typeof environmentOf>[1], JsonObject]>([
    ['what is none', `"id = request.id", "n = request.n", "tags = request.ids"`, {}, {}],
    ['messages with nothing in them', `"inner.inner.id = request.id", "inner.n = request.n"`, {}, {}],
    [
      'no message with something in it',
      `"inner.inner.id = 'x'", "inner.n = request.n"`,
      {},
      { inner: { inner: { id: 'x' } } },
    ],
    ['zeros without presence', `"n = 0", "id = ''", "kind = up.v1.Kind.KIND_UNSPECIFIED"`, {}, {}],
    ['no zeros with presence', `"maybe = 0", "right = 0", "text = ''"`, {}, { maybe: 0, right: 0, text: '' }],
    [
      'what a message of another type does not have',
      `"page = request.paging"`,
      { request: { paging: { size: 1, other: 'o' } } },
      { page: { size: '1' } },
    ],
    ['metadata that was not sent', `"id = metadata['x']", "z = metadata['y']"`, { metadata: { y: 'v' } }, { z: 'v' }],
  ])('leave out %s', (_, args, given, expected) => {
    expect(built(args, given)).toMatchObject({ json: expected });
  });

  it('write an empty message that is given', () => {
    expect(built(`"inner = up.v1.Req{}", "page = request.paging"`, { request: { paging: {} } })).toMatchObject({
      json: { inner: {}, page: {} },
    });
  });

  it('fail with an argument that fails', () => {
    expect(built(`"id = 'x'", "n = 1 / request.n"`)).toMatch(/^failed: /);
  });
});

describe('keyIdentity', () => {
  it('tells keys apart, and not the widths of numbers', () => {
    expect(keyIdentity(5)).toBe(keyIdentity(5n));
    expect(keyIdentity(Buffer.from('é'))).not.toBe(keyIdentity(Buffer.from('e')));
    expect(keyIdentity(-1)).toBe('-1');
    expect(keyIdentity(true)).toBe('true');
  });
});
