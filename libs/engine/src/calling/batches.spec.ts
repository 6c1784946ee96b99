import type { JsonObject } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { Bench } from '../../test/bench.ts';

const list = 'repeated El els = 1 [= @List args: "id = request.id" select: "response.items"];';
const batched = `message Response { ${list} }
  message El { string id = 1; up.v1.Item item = 2 [= @Batch args: "ids = source.id" batch: { match: "id" } optional: true]; }`;

const ids = (...all: string[]): JsonObject => ({ items: all.map((id) => ({ id })) });

describe('a batch', () => {
  it('takes the keys of all elements, in their order, without duplicates', () => {
    const bench = new Bench(batched);
    const request = bench.ask();
    bench.answer('List', ids('c', 'a', 'c', 'b'));
    expect(bench.calls.slice(1)).toEqual(['Batch {"ids":["c","a","b"]}']);
    bench.answer('Batch', ids('b', 'a', 'c'));
    expect(request.outcome).toEqual({ els: ['c', 'a', 'c', 'b'].map((id) => ({ id, item: { id } })) });
  });

  it('takes keys in element order, though they become known in another', () => {
    const bench = new Bench(
      `message Response { ${list} up.v1.Rep b = 2 [= @B]; }
      message El { string id = 1;
        string key = 2 [= value: "source.n == 1 ? parent.b.id : source.id"];
        up.v1.Item item = 3 [= @Batch args: "ids = key" batch: { match: "id" }];
      }`,
      { script: { B: () => ({ id: 'late' }), List: () => ({ items: [{ id: 'x', n: 1 }, { id: 'y' }] }) } },
    );
    bench.ask();
    bench.settle();
    expect(bench.calls.filter((call) => call.startsWith('Batch'))).toEqual(['Batch {"ids":["late","y"]}']);
  });

  it('makes a call per max_keys, and each fails its own keys', () => {
    const bench = new Bench(batched.replace('match: "id"', 'match: "id" max_keys: 2'));
    const request = bench.ask();
    bench.answer('List', ids('a', 'b', 'c', 'd', 'e'));
    expect(bench.calls.slice(1)).toEqual(['Batch {"ids":["a","b"]}', 'Batch {"ids":["c","d"]}', 'Batch {"ids":["e"]}']);
    bench.answer('Batch', ids('a', 'b'));
    bench.answer('Batch', { status: 'ABORTED', message: 'no' });
    bench.answer('Batch', ids('e'));
    expect(request.outcome).toEqual({
      els: [
        { id: 'a', item: { id: 'a' } },
        { id: 'b', item: { id: 'b' } },
        { id: 'c' },
        { id: 'd' },
        { id: 'e', item: { id: 'e' } },
      ],
    });
    expect(request.gaps).toEqual(['els[2].item FAILED ABORTED Batch', 'els[3].item FAILED ABORTED Batch']);
  });

  it('makes no call without keys', () => {
    const bench = new Bench(batched);
    const request = bench.ask();
    bench.answer('List', {});
    expect(bench.calls).toHaveLength(1);
    expect(request.outcome).toEqual({});
    const none = bench.ask();
    bench.answer('List', { items: [{ text: 'without id' }] });
    expect(bench.calls).toHaveLength(2);
    expect(none.outcome).toEqual({ els: [{}] });
    expect(none.gaps).toEqual([]);
  });

  it('gathers keys of one turn across requests, and gives each request its own', () => {
    const bench = new Bench(batched);
    const one = bench.ask({ id: '1' });
    const two = bench.ask({ id: '2' });
    bench.open('List').answer(ids('a', 'b'));
    bench.open('List').answer(ids('b', 'c'));
    bench.settle();
    expect(bench.calls.slice(2)).toEqual(['Batch {"ids":["a","b","c"]}']);
    bench.answer('Batch', ids('a', 'b', 'c'));
    expect(one.outcome).toEqual({ els: ['a', 'b'].map((id) => ({ id, item: { id } })) });
    expect(two.outcome).toEqual({ els: ['b', 'c'].map((id) => ({ id, item: { id } })) });
  });

  it('of a method with side effects gathers within a request alone', () => {
    const bench = new Bench(batched.replace('@Batch', '@WriteAll'));
    bench.ask({ id: '1' });
    bench.ask({ id: '2' });
    bench.open('List').answer(ids('a', 'b'));
    bench.open('List').answer(ids('b', 'c'));
    bench.settle();
    expect(bench.calls.slice(2)).toEqual(['WriteAll {"ids":["a","b"]}', 'WriteAll {"ids":["b","c"]}']);
  });

  it('does not gather keys of different arguments, metadata or settings', () => {
    const bench = new Bench(`message Response { ${list} }
      message El { string id = 1;
        up.v1.Item a = 2 [= @Batch args: ["ids = source.id", "lang = 'en'"] batch: { match: "id" }];
        up.v1.Item b = 3 [= @Batch args: ["ids = source.id", "lang = source.text"] batch: { match: "id" }];
        up.v1.Item c = 4 [= @Batch args: ["ids = source.id", "lang = 'en'"] batch: { match: "id" } timeout: "100ms"];
        up.v1.Item d = 5 [= @Batch args: ["ids = source.id", "lang = 'en'"] batch: { match: "id" } forward: "x"];
      }`);
    bench.ask({}, { metadata: { x: '1' } });
    bench.answer('List', {
      items: [
        { id: '1', text: 'en' },
        { id: '2', text: 'de' },
      ],
    });
    expect(bench.calls.slice(1)).toEqual([
      'Batch {"ids":["1","2"],"lang":"en"}',
      'Batch {"ids":["1","2"],"lang":"en"}',
      'Batch {"ids":["1","2"],"lang":"en"}',
      'Batch {"ids":["2"],"lang":"de"}',
    ]);
  });

  it('does not take a key of one field for that of another', () => {
    const bench = new Bench(`message Response {
      up.v1.Item a = 1 [= @Batch args: "ids = request.id" batch: { match: "id" }];
      up.v1.Item b = 2 [= @Batch args: "codes = request.id" batch: { match: "text" }];
      up.v1.Item c = 3 [= @Batch args: "ids = request.id" batch: {}];
    }`);
    const request = bench.ask({ id: 'x' });
    // The first and the third are the same call, read in two ways.
    expect(bench.calls).toEqual(['Batch {"ids":["x"]}', 'Batch {"codes":["x"]}']);
    bench.answer('Batch', { items: [{ id: 'x', text: 'a' }] });
    bench.answer('Batch', { items: [{ id: 'y', text: 'x' }] });
    expect(request.outcome).toEqual({
      a: { id: 'x', text: 'a' },
      b: { id: 'y', text: 'x' },
      c: { id: 'x', text: 'a' },
    });
  });

  it('finds items by their key: the first counts, others are ignored, a key without one is NOT_FOUND', () => {
    const bench = new Bench(batched);
    const request = bench.ask();
    bench.answer('List', ids('a', 'b'));
    bench.answer('Batch', { items: [{ id: 'z' }, { id: 'a', n: 1 }, { id: 'a', n: 2 }] });
    expect(request.outcome).toEqual({ els: [{ id: 'a', item: { id: 'a', n: 1 } }, { id: 'b' }] });
    expect(request.gaps).toEqual([]);
    const required = new Bench(batched.replace('optional: true', ''));
    const failing = required.ask();
    required.answer('List', ids('a', 'b'));
    required.answer('Batch', ids('a'));
    expect(failing.outcome).toBe('NOT_FOUND: els[1].item: up.v1.UpService/Batch has no item for this key');
    expect(failing.errorInfo).toBe('UPSTREAM_FAILED els[1].item Batch NOT_FOUND');
  });

  it('without match takes items in the order of the keys, as many as keys', () => {
    const bench = new Bench(batched.replace('{ match: "id" }', '{}'));
    const request = bench.ask();
    bench.answer('List', ids('a', 'b', 'a'));
    bench.answer('Batch', { items: [{ n: 1 }, { n: 2 }] });
    expect(request.outcome).toEqual({
      els: [
        { id: 'a', item: { n: 1 } },
        { id: 'b', item: { n: 2 } },
        { id: 'a', item: { n: 1 } },
      ],
    });
    const wrong = bench.ask();
    bench.answer('List', ids('a', 'b'));
    bench.answer('Batch', { items: [{ n: 1 }] });
    expect(wrong.gaps).toEqual(['els[0].item FAILED INTERNAL Batch', 'els[1].item FAILED INTERNAL Batch']);
  });

  it('of a list of keys gives the list of their items, in that order', () => {
    const many = (more: string) =>
      `message Response { repeated up.v1.Item items = 1 [= @Batch args: "ids = request.ids" batch: { match: "id" } ${more}]; }`;
    const bench = new Bench(many(''));
    const request = bench.ask({ ids: ['b', 'a', 'b'] });
    expect(bench.calls).toEqual(['Batch {"ids":["b","a"]}']);
    bench.answer('Batch', ids('a', 'b'));
    expect(request.outcome).toEqual({ items: [{ id: 'b' }, { id: 'a' }, { id: 'b' }] });
    const missing = bench.ask({ ids: ['a', 'x'] });
    bench.answer('Batch', ids('a'));
    expect(missing.outcome).toBe('NOT_FOUND: items: up.v1.UpService/Batch has no item for this key');
    const empty = bench.ask({ ids: [] });
    expect(empty.outcome).toEqual({});
    expect(bench.calls).toHaveLength(2);

    const dropping = new Bench(many('optional_elements: true'));
    const dropped = dropping.ask({ ids: ['x', 'a', 'y'] });
    dropping.answer('Batch', ids('a'));
    expect(dropped.outcome).toEqual({ items: [{ id: 'a' }] });
    expect(dropped.gaps).toEqual(['items[0] DROPPED NOT_FOUND Batch', 'items[2] DROPPED NOT_FOUND Batch']);

    const absent = new Bench(many('absent: NOT_FOUND'));
    const left = absent.ask({ ids: ['x', 'a', 'y'] });
    absent.answer('Batch', ids('a'));
    expect(left.outcome).toEqual({ items: [{ id: 'a' }] });
    expect(left.gaps).toEqual([]);
  });

  it('ends when the last of its askers leaves', () => {
    const bench = new Bench(batched);
    const one = bench.ask({ id: '1' });
    const two = bench.ask({ id: '2' });
    bench.open('List').answer(ids('a'));
    bench.open('List').answer(ids('b'));
    bench.settle();
    one.cancel();
    expect(bench.open('Batch').state).toBe('open');
    two.cancel();
    expect(bench.states.at(-1)).toBe('Batch cancelled');
  });

  it('carries the longest deadline of its askers, and each waits only for its own', () => {
    const bench = new Bench(batched);
    const hurried = bench.ask({ id: '1' }, { deadlineMs: 100 });
    const patient = bench.ask({ id: '2' }, { deadlineMs: 900 });
    bench.open('List').answer(ids('a'));
    bench.open('List').answer(ids('a', 'b'));
    bench.settle();
    expect(bench.upstream.arrivals.at(-1)?.leftMs).toBe(900);
    bench.advance(100);
    expect(hurried.outcome).toEqual({ els: [{ id: 'a' }] });
    expect(bench.open('Batch').state).toBe('open');
    bench.answer('Batch', ids('a', 'b'));
    expect(patient.outcome).toEqual({ els: ['a', 'b'].map((id) => ({ id, item: { id } })) });
  });

  it('goes out without the keys of those who left before', () => {
    const bench = new Bench(batched);
    const one = bench.ask({ id: '1' });
    bench.ask({ id: '2' });
    bench.open('List').answer(ids('a'));
    bench.open('List').answer(ids('b'));
    one.cancel();
    bench.settle();
    expect(bench.calls.slice(2)).toEqual(['Batch {"ids":["b"]}']);
  });

  it('writes its keys into messages inside the request', () => {
    const bench = new Bench(
      `message Response { up.v1.Item a = 1 [= @List args: ["inner.tags = request.id", "n = 5"] batch: { match: "id" }]; }`,
    );
    const request = bench.ask({ id: 'x' });
    expect(bench.calls).toEqual(['List {"n":5,"inner":{"tags":["x"]}}']);
    bench.answer('List', ids('x'));
    expect(request.outcome).toEqual({ a: { id: 'x' } });
  });

  it('tells the first in field order of what fails together', () => {
    const bench = new Bench(
      `message Response {
      up.v1.Item a = 1 [= @Batch args: "ids = b.text" batch: { match: "id" }];
      up.v1.Item b = 2 [= value: "up.v1.Item{text: 'x'}"];
      up.v1.Item c = 3 [= @Batch args: "ids = 'c'" batch: { match: "id" }];
    }`.replace(
        'message Response {',
        'message Response { up.v1.Item z = 9 [= @Batch args: "ids = \'z\'" batch: { match: "id" }];',
      ),
    );
    const request = bench.ask();
    expect(bench.calls).toEqual(['Batch {"ids":["z","x","c"]}']);
    bench.answer('Batch', ids('z'));
    expect(request.errorInfo).toBe('UPSTREAM_FAILED a Batch NOT_FOUND');
  });
});
