import { describe, expect, it } from '@jest/globals';
import { callOf, insideOf, planSpec } from '../test/plan-spec.ts';
import type { MessagePlan } from './message-plan.ts';

function essential({ slots }: MessagePlan): string[] {
  return slots.filter((slot) => slot.essential).map(({ name }) => name);
}

describe('a plan', () => {
  const plan = planSpec(`message Response {
    option (tributary.v1.let) = { name: "l" from: { @A } };
    string z = 9 [= value: "l.text"];
    oneof k { string b = 3 [= value: "'b'"]; string c = 2 [= value: "'c'"]; string d = 1 [= value: "'d'"]; }
    up.v1.Rep w = 5 [= @Write];
    repeated Node nodes = 6 [= value: "[request]"];
  }
  message Node { string id = 1; repeated Node inner = 2 [= value: "[source]"]; }`);

  it('has lets, then fields as written, then the source', () => {
    expect(plan.path).toBe('/spec.v1.SpecService/Get');
    expect(plan.root.slots.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'let l',
      'field z',
      'field b',
      'field c',
      'field d',
      'field w',
      'field nodes',
      'source source',
    ]);
    expect(plan.root).toMatchObject({ letCount: 1, sourceSlot: 7 });
    expect(plan.root.slots.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('writes fields in ascending order, and knows the members of a oneof before each', () => {
    expect(plan.root.writeOrder.map(({ name }) => name)).toEqual(['d', 'c', 'b', 'w', 'nodes', 'z']);
    expect(plan.root.writeOrder.map(({ rivals }) => rivals)).toEqual([[2, 3], [2], [], [], [], []]);
  });

  it('has one plan for messages inside themselves', () => {
    const node = insideOf(plan.root, 'nodes');
    expect(insideOf(node, 'inner')).toBe(insideOf(insideOf(node, 'inner'), 'inner'));
  });

  it('makes calls ready', () => {
    expect(callOf(plan.root, 'w')).toMatchObject({
      name: 'up.v1.UpService/Write',
      path: '/up.v1.UpService/Write',
      safety: { level: 'unsafe', vouched: false },
      batch: undefined,
      completeness: [],
    });
    expect(plan.upstreamMethods.map(({ name }) => name).sort()).toEqual(['A', 'Write']);
  });

  it('tells calls apart by their settings', () => {
    const calls = planSpec(`message Response {
      up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @A timeout: "1s"]; up.v1.Rep c = 3 [= @A retry: {}];
      up.v1.Rep d = 4 [= @A retry: { attempts: 2 }]; up.v1.Rep e = 5 [= @A hedge: {}]; up.v1.Rep f = 6 [= @A hedge: { after: "1ms" }];
      up.v1.Rep g = 7 [= @A cache: { ttl: "1s" }]; up.v1.Rep h = 8 [= @A cache: { ttl: "2s" }];
      up.v1.Rep same = 9 [= @A args: "id = 'x'" optional: true when: "true" select: "response"];
    }`);
    const settings = 'a b c d e f g h'.split(' ').map((name) => callOf(calls.root, name).settings);
    expect(new Set(settings).size).toBe(8);
    expect(callOf(calls.root, 'same').settings).toBe(settings[0]);
  });

  it('knows what batches read', () => {
    const batches = planSpec(
      `message Response {
      up.v1.Item a = 1 [= @Batch args: ["lang = 'en'", "ids = request.id"] batch: { match: "id" max_keys: 7 }];
      repeated up.v1.Item b = 2 [= @Batch args: "inner.tags = request.ids" batch: { match: "n" }];
    }`.replace('batch: { match: "n" }', 'batch: { match: "id" }'),
    );
    const a = callOf(batches.root, 'a').batch;
    const b = callOf(batches.root, 'b').batch;
    expect([a?.fields, a?.many, a?.unsetKey, a?.maxKeys]).toEqual(['ids items id', false, '', 7]);
    expect([b?.fields, b?.many, b?.path.map(({ name }) => name)]).toEqual([
      'inner.tags items id',
      true,
      ['inner', 'tags'],
    ]);
    const numbers = planSpec(
      `message Response { up.v1.Item a = 1 [= @Batch args: "numbers = request.n" batch: { match: "n" }]; }`,
    );
    expect(callOf(numbers.root, 'a').batch?.unsetKey).toBe('0');
  });

  it('knows where in a reply there may be a Completeness, in lists, maps and messages inside themselves', () => {
    const told = planSpec(`message Response { up.v1.Told a = 1 [= @Tell]; }`);
    const fields = callOf(told.root, 'a').completeness;
    const namesOf = (inside: typeof fields | undefined): unknown => inside?.map(({ field }) => field.name);
    const insideOf = (name: string, of = fields) => of.find(({ field }) => field.name === name)?.inside;
    expect(namesOf(fields)).toEqual(['parts', 'by_key', 'completeness']);
    expect(namesOf(insideOf('parts'))).toEqual(['own', 'whole', 'many']);
    expect(insideOf('whole', insideOf('parts'))).toBe(fields);
    expect(insideOf('by_key')).toBe(insideOf('parts'));
    expect(insideOf('completeness')).toBeUndefined();
  });
});

describe('essential slots', () => {
  it('are the required fields and what they need', () => {
    const { root } = planSpec(`message Response {
      option (tributary.v1.let) = { name: "needed" from: { @A } };
      option (tributary.v1.let) = { name: "deep" from: { @A args: "id = 'deep'" } };
      option (tributary.v1.let) = { name: "asked" from: { @A args: "id = 'asked'" } };
      option (tributary.v1.let) = { name: "optional_only" from: { @A args: "id = 'o'" } };
      option (tributary.v1.let) = { name: "fallback_only" from: { @A args: "id = 'f'" } };
      option (tributary.v1.let) = { name: "condition" from: { @A args: "id = 'c'" } };
      option (tributary.v1.let) = { name: "required_of" from: { @A args: "id = 'r'" } };
      option (tributary.v1.require) = { that: "required_of.n == 0" };
      string a = 1 [= value: "needed.text" when: "condition.n == 0"];
      up.v1.Rep b = 2 [= @B args: "id = by_way.id"];
      up.v1.Rep by_way = 3 [= @B args: "id = deep.id" optional: true];
      string c = 4 [= value: "has(asked) ? 'x' : ''"];
      string d = 5 [= value: "optional_only.text" optional: true];
      string e = 6 [= value: "'x'" fallback: "fallback_only.text"];
    }`);
    expect(essential(root)).toEqual(['needed', 'deep', 'condition', 'required_of', 'a', 'b', 'by_way', 'c', 'source']);
  });

  it('are what required messages inside need of the messages around them', () => {
    const { root } = planSpec(`message Response {
      up.v1.Rep a = 1 [= @A optional: true];
      up.v1.Rep b = 2 [= @A args: "id = 'b'" optional: true];
      up.v1.Rep c = 3 [= @A args: "id = 'c'" optional: true];
      up.v1.Rep d = 4 [= @A args: "id = 'd'" optional: true];
      In required = 5;
      In2 not_required = 6 [= optional: true];
      repeated El els = 7 [= @List select: "response.items"];
      repeated El2 dropped = 8 [= @List select: "response.items" optional_elements: true];
    }
    message In { string x = 1 [= value: "parent.a.text"]; }
    message In2 { string x = 1 [= value: "parent.b.text"]; }
    message El { string x = 1 [= value: "root.c.text"]; }
    message El2 { string x = 1 [= value: "root.d.text"]; }`);
    expect(essential(root)).toEqual(['a', 'c', 'required', 'els', 'dropped', 'source']);
    expect(essential(insideOf(root, 'required'))).toEqual(['x', 'source']);
  });

  it('are not the optional members of a oneof before a required one: they only decide whether it is needed', () => {
    const { root } = planSpec(
      `message Response { oneof k { up.v1.Rep a = 1 [= @A optional: true]; string b = 2 [= value: "'b'"]; } }`,
    );
    expect(essential(root)).toEqual(['b', 'source']);
  });
});

describe('effects', () => {
  it('are marked on fields that make such calls, themselves or in messages inside', () => {
    const { root } = planSpec(`message Response {
      option (tributary.v1.let) = { name: "w" from: { @Write } };
      option (tributary.v1.let) = { name: "a" from: { @A } };
      up.v1.Rep direct = 1 [= @Write];
      Deep deep = 2;
      up.v1.Rep none = 3 [= @A];
      repeated El els = 4 [= @List select: "response.items"];
    }
    message Deep { In inner = 1; }
    message In { option (tributary.v1.let) = { name: "w" from: { @Write } }; string x = 1 [= value: "'x'"]; }
    message El { string id = 1; repeated El again = 2 [= value: "[source]"]; up.v1.Rep w = 3 [= @Write args: "id = source.id"]; }`);
    expect(root.writeOrder.filter(({ effects }) => effects).map(({ name }) => name)).toEqual(['direct', 'deep', 'els']);
    expect(root.slots.filter((slot) => slot.kind === 'let' && slot.eager).map(({ name }) => name)).toEqual(['w']);
  });
});
