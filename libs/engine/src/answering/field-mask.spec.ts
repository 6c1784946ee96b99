import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

const body = `message Response {
  up.v1.Rep a = 1 [= @A];
  up.v1.Rep big_part = 2 [= @B];
  string text = 3 [= value: "a.text + '!'"];
  repeated El els = 4 [= @List select: "response.items"];
  map<string, string> labels = 5 [= value: "{'x': request.id}"];
  tributary.v1.Completeness completeness = 6;
}
message El {
  option (tributary.v1.require) = { that: "source.n >= 0" message: "'negative'" };
  string id = 1;
  string text = 2 [= value: "source.text"];
  up.v1.Rep c = 3 [= @C args: "id = source.id"];
}`;

const script = {
  A: () => ({ id: 'a', text: 'ta', n: 1 }),
  B: () => ({ id: 'b', text: 'tb' }),
  C: () => ({ id: 'c', text: 'tc' }),
  List: () => ({
    items: [
      { id: 'x', text: 'tx' },
      { id: 'y', text: 'ty' },
    ],
  }),
};

function masked(mask: string, metadata: Readonly<Record<string, string>> = {}) {
  const bench = new Bench(body, { script });
  const request = bench.ask({ id: 'i', ...(mask === '' ? {} : { readMask: mask }) }, { metadata });
  bench.settle();
  const calls = [...new Set(bench.states.map((state) => state.split(' ')[0]))].sort().join('');
  const { outcome } = request;
  if (typeof outcome === 'object' && outcome !== null && !Array.isArray(outcome)) delete outcome['completeness'];
  return [calls, outcome];
}

describe('a field mask', () => {
  const whole = [
    'ABCList',
    {
      a: { id: 'a', text: 'ta', n: 1 },
      bigPart: { id: 'b', text: 'tb' },
      text: 'ta!',
      els: [
        { id: 'x', text: 'tx', c: { id: 'c', text: 'tc' } },
        { id: 'y', text: 'ty', c: { id: 'c', text: 'tc' } },
      ],
      labels: { x: 'i' },
    },
  ];

  it.each([
    ['nothing: everything', '', {}, whole],
    ['a field', 'a', {}, ['A', { a: { id: 'a', text: 'ta', n: 1 } }]],
    ['what others need is evaluated, and left out', 'text', {}, ['A', { text: 'ta!' }]],
    ['below a reply', 'a.text', {}, ['A', { a: { text: 'ta' } }]],
    ['several below a reply', 'a.text,a.n', {}, ['A', { a: { text: 'ta', n: 1 } }]],
    ['a whole field and a part of it', 'a.text,a', {}, ['A', { a: { id: 'a', text: 'ta', n: 1 } }]],
    ['below a list', 'els.text', {}, ['List', { els: [{ text: 'tx' }, { text: 'ty' }] }]],
    ['below a message in a list', 'els.c.id', {}, ['CList', { els: [{ c: { id: 'c' } }, { c: { id: 'c' } }] }]],
    ['a map', 'labels', {}, ['', { labels: { x: 'i' } }]],
    ['JSON names', 'bigPart.id', {}, ['B', { bigPart: { id: 'b' } }]],
    ['metadata', '', { 'tributary-fields': 'big_part.id, a.id,' }, ['AB', { a: { id: 'a' }, bigPart: { id: 'b' } }]],
    ['metadata in JSON names', '', { 'tributary-fields': 'bigPart.id' }, ['B', { bigPart: { id: 'b' } }]],
    ['metadata: everything', '', { 'tributary-fields': '*' }, whole],
    ['metadata: nothing', '', { 'tributary-fields': ' ' }, whole],
    ['the field of the request before metadata', 'a.id', { 'tributary-fields': 'text' }, ['A', { a: { id: 'a' } }]],
  ])('%s', (_, mask, metadata, expected) => {
    expect(masked(mask, metadata)).toEqual(expected);
  });

  it.each([
    ['nope', 'read_mask: "nope" is no path in spec.v1.Response'],
    ['a.nope', 'read_mask: "a.nope" is no path in spec.v1.Response'],
    ['text.nope', 'read_mask: "text.nope" is no path in spec.v1.Response'],
    ['labels.x', 'read_mask: "labels.x" is no path in spec.v1.Response'],
    ['a,els.c.nope', 'read_mask: "els.c.nope" is no path in spec.v1.Response'],
  ])('with the path %s does not exist', (mask, message) => {
    expect(masked(mask)).toEqual(['', `INVALID_ARGUMENT: ${message}`]);
  });

  it('from metadata is named so', () => {
    const bench = new Bench(body, { script });
    const request = bench.ask({}, { metadata: { 'tributary-fields': 'nope' } });
    expect(request.outcome).toBe('INVALID_ARGUMENT: tributary-fields: "nope" is no path in spec.v1.Response');
    expect(request.errorInfo).toBe('INVALID_REQUEST tributary-fields  INVALID_ARGUMENT');
  });

  it('that is wrong does not spoil another of which it is made', () => {
    const bench = new Bench(body, { script });
    expect(bench.ask({ readMask: 'a\0text' }).outcome).toMatch(/^INVALID_ARGUMENT/);
    const request = bench.ask({ readMask: 'a,text' });
    bench.settle();
    expect(request.outcome).toMatchObject({ text: 'ta!' });
  });

  it('leaves nothing outside it that could fail or leave gaps, but requirements of messages in it', () => {
    const faulty = { ...script, B: () => ({ status: 'ABORTED' as const }), C: () => ({ status: 'ABORTED' as const }) };
    const bench = new Bench(body, { script: faulty });
    const request = bench.ask({ readMask: 'a,els.id' });
    bench.settle();
    expect(request.outcome).toMatchObject({ els: [{ id: 'x' }, { id: 'y' }], completeness: { complete: true } });
    const requiring = new Bench(body, { script: { ...script, List: () => ({ items: [{ n: -1 }] }) } });
    const failed = requiring.ask({ readMask: 'els.id' });
    requiring.settle();
    expect(failed.outcome).toBe('FAILED_PRECONDITION: negative');
    const outside = requiring.ask({ readMask: 'a.id' });
    requiring.settle();
    expect(outside.outcome).toMatchObject({ a: { id: 'a' } });
  });

  it('does not keep calls with side effects from being made', () => {
    const bench = new Bench(`message Response {
      option (tributary.v1.let) = { name: "w" from: { @Write args: "id = 'let'" } };
      string x = 1 [= value: "'x'"];
      up.v1.Rep w2 = 2 [= @Write args: "id = 'field'"];
      In inner = 3;
    }
    message In { up.v1.Rep w3 = 1 [= @Write args: "id = 'inner'"]; up.v1.Rep a = 2 [= @A]; }`);
    bench.ask({ readMask: 'x' });
    expect(bench.calls.filter((call) => call.startsWith('Write'))).toEqual([
      'Write {"id":"let"}',
      'Write {"id":"field"}',
      'Write {"id":"inner"}',
    ]);
  });

  it('has no paths that are deeper than messages are, however long they are', () => {
    const bench = new Bench(`message Response { Node node = 1 [= value: "spec.v1.Node{id: 'n'}"]; }
      message Node { string id = 1; Node next = 2; }`);
    const path = (names: number) => `node${'.next'.repeat(names - 2)}.id`;
    expect(bench.ask({ readMask: path(101) }).outcome).toEqual({ node: {} });
    expect(bench.ask({ readMask: path(102) }).outcome).toMatch(/^INVALID_ARGUMENT: read_mask: "node.next/);
    expect(bench.ask({ readMask: path(100_000) }).outcome).toMatch(/^INVALID_ARGUMENT: read_mask: "node.next/);
    expect(bench.ask({ readMask: 'node.id' }).outcome).toEqual({ node: { id: 'n' } });
  });
});
