import { describe, expect, it } from '@jest/globals';
import { readCompositions } from '@tributary/language';
import { compileProto } from '../../../test/support/compile-proto.ts';
import type { MethodPlan } from './method-plan.ts';
import { planCompositions } from './plan-compositions.ts';

const upstream = `syntax = "proto3";
package up.v1;
service UpService {
  rpc Get(GetRequest) returns (Thing) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Other(Unrelated) returns (Unrelated) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetRequest { string id = 1; }
message Thing { string name = 1; repeated Part parts = 2; Kind kind = 3; map<string, Weight> weights = 4; }
message Part { oneof of { string text = 1; int32 number = 2; } }
message Weight { double grams = 1; }
message Unrelated { string text = 1; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_NEW = 1; }
`;

const composite = `syntax = "proto3";
package page.v1;
import "up.proto";
import "tributary/v1/compose.proto";
service PageService {
  rpc Get(Request) returns (Page) { option (tributary.v1.composite) = { timeout: "1s" }; }
  rpc Twice(Request) returns (Twin) { option (tributary.v1.composite) = {}; }
}
message Request { string id = 1; }
message Page {
  up.v1.Thing thing = 1 [(tributary.v1.from) = { call: "up.v1.UpService/Get" args: "id = request.id" }];
  string title = 2 [(tributary.v1.from).value = "thing.name + '!'"];
}
message Twin {
  Half half = 1;
}
message Half {
  up.v1.Thing thing = 1 [(tributary.v1.from) = { call: "up.v1.UpService/Get" args: "id = 'x'" cache: { ttl: "1s" } }];
}
`;

function plansOf(up = upstream, page = composite): readonly MethodPlan[] {
  const { compositions, findings } = readCompositions(compileProto({ 'up.proto': up, 'page.proto': page }));
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  return planCompositions(compositions);
}

function fingerprints(up = upstream, page = composite): { readonly call: string; readonly page: string } {
  const [plan] = plansOf(up, page);
  const slot = plan?.root.slots.find(({ name }) => name === 'thing');
  if (plan === undefined || slot?.kind !== 'field' || slot.filling.kind !== 'origin') throw new Error('no plan');
  if (slot.filling.origin.kind !== 'call') throw new Error('no call');
  return { call: slot.filling.origin.call.contract, page: plan.fingerprint };
}

const was = fingerprints();

describe('the fingerprint of a contract', () => {
  it.each([
    ['a field with another number', 'string name = 1', 'string name = 9'],
    ['a field with another type', 'string name = 1', 'bytes name = 1'],
    ['a field with another encoding', 'int32 number', 'sint32 number'],
    ['a field with another name', 'string name = 1', 'string label = 1'],
    ['a field with presence', 'double grams', 'optional double grams'],
    ['a field more', 'double grams = 1;', 'double grams = 1; string unit = 2;'],
    ['a field of the request', 'message GetRequest { string id = 1; }', 'message GetRequest { int64 id = 1; }'],
    ['a list that was one', 'Kind kind = 3', 'repeated Kind kind = 3'],
    ['a list that is not packed', 'repeated Part parts = 2', 'repeated int32 parts = 2 [packed = false]'],
    ['another key of a map', 'map<string, Weight>', 'map<int32, Weight>'],
    ['a oneof less', 'oneof of { string text = 1; int32 number = 2; }', 'string text = 1; int32 number = 2;'],
    ['a value more of an enum', 'KIND_NEW = 1;', 'KIND_NEW = 1; KIND_OLD = 2;'],
  ])('is another one for %s', (_, from, to) => {
    const page = composite.replace("thing.name + '!'", "'!'").replace('args: "id = request.id"', '');
    const twin = page.replace(`args: "id = 'x'"`, '');
    const before = fingerprints(upstream, twin);
    const after = fingerprints(upstream.replace(from, to), twin);
    expect(after.call).not.toBe(before.call);
    expect(after.page).not.toBe(before.page);
  });

  it.each([
    ['comments', 'message Thing {', '// A thing.\nmessage Thing {'],
    [
      'types and methods that it does not reach',
      'message Unrelated { string text = 1; }',
      'message Unrelated { bool b = 1; }',
    ],
    ['the order of its types', 'message Weight { double grams = 1; }\n', ''],
    [
      'the declaration that it has no side effects',
      'Get(GetRequest) returns (Thing) { option',
      'Get(GetRequest) returns (Thing) { option deprecated = true; option',
    ],
  ])('is the same whatever becomes of %s', (_, from, to) => {
    const moved = to === '' ? `${upstream.replace(from, '')}${from}` : upstream.replace(from, to);
    expect(moved).not.toBe(upstream);
    expect(fingerprints(moved)).toEqual(was);
  });

  it('is the same wherever the method is called from', () => {
    const twin = plansOf()[1]?.root.slots[0];
    if (twin?.kind !== 'field' || twin.filling.kind !== 'in-place') throw new Error('no half');
    const slot = twin.filling.message.slots[0];
    if (slot?.kind !== 'field' || slot.filling.kind !== 'origin' || slot.filling.origin.kind !== 'call') {
      throw new Error('no call');
    }
    expect(slot.filling.origin.call.contract).toBe(was.call);
  });
});

describe('the fingerprint of a composition', () => {
  it.each([
    ['an expression', "thing.name + '!'", "thing.name + '?'"],
    ['an option of the method', 'timeout: "1s"', 'timeout: "1s" max_calls: 2'],
    ['a let', 'message Page {', `message Page {\n option (tributary.v1.let) = { name: "x" from: { value: "1" } };`],
    [
      'the order of its fields',
      'message Page {',
      'message Page {\n string before = 3 [(tributary.v1.from).unset = true];',
    ],
  ])('is another one with another: %s', (_, from, to) => {
    const after = fingerprints(upstream, composite.replace(from, to));
    expect(after.page).not.toBe(was.page);
    expect(after.call).toBe(was.call);
  });

  it('is another one with another type that only an expression names', () => {
    const named = composite.replace("thing.name + '!'", 'thing.name + string(up.v1.Mood.MOOD_GOOD)');
    const mood = 'enum Mood { MOOD_UNSPECIFIED = 0; MOOD_GOOD = 1; }';
    const before = fingerprints(`${upstream}${mood}`, named);
    const after = fingerprints(`${upstream}${mood.replace('= 1', '= 2')}`, named);
    expect(after.page).not.toBe(before.page);
    expect(after.call).toBe(before.call);
    expect(fingerprints(`${upstream}${mood}`).page).toBe(was.page);
  });

  it('does not depend on comments, on other methods, or on when it is worked out', () => {
    const after = composite
      .replace('message Page {', '// A page.\nmessage Page {')
      .replace('rpc Twice(Request) returns (Twin) { option (tributary.v1.composite) = {}; }', '');
    expect(fingerprints(upstream, after)).toEqual(was);
    expect(fingerprints()).toEqual(was);
    expect(plansOf()[1]?.fingerprint).not.toBe(was.page);
  });
});
