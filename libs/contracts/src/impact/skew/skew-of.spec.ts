import { describe, expect, it } from '@jest/globals';
import { editedContracts, type Edit } from '../../../test/users-contract.ts';
import { impactOf } from '../impact-of.ts';
import type { Skew } from './skew.ts';

function skew(...edits: readonly Edit[]): Skew {
  const [page] = impactOf(editedContracts(), editedContracts(...edits)).methods;
  if (page?.skew === undefined) throw new Error('there is nothing to compare');
  return page.skew;
}

/** The moments of a safety, as composite/upstream/caller. */
function moments({ states }: Skew, safety: string): readonly string[] {
  const found = states.filter((state) => state.safety === safety);
  return [...new Set(found.map(({ composite, upstream, caller }) => `${composite}/${upstream}/${caller}`))];
}

describe('skewOf', () => {
  it('finds every moment safe where something is new, and nobody reads it', () => {
    const found = skew(['string notes = 6;', 'string notes = 6; string extra = 7;']);
    expect(found.states).toHaveLength(16);
    expect(moments(found, 'safe')).toHaveLength(8);
    expect(found.order).toEqual({ kind: 'any' });
    // Bytes of before may be read otherwise, so nobody takes them for its own.
    expect(found.caches.map(({ path, shared, safety }) => [path, shared, safety])).toEqual([
      ['', false, 'safe'],
      ['posts[].author', false, 'safe'],
    ]);
  });

  it('has upstreams go first where the new composite reads what the old ones do not send', () => {
    const found = skew(
      ['string notes = 6;', 'string notes = 6; string nickname = 7;'],
      ["'Hello ' + user.name", "'Hello ' + user.nickname"],
    );
    expect(found.order).toEqual({ kind: 'sequence', steps: ['upstream', 'composite'] });
    expect(moments(found, 'unsafe')).toEqual(['new/old/old', 'new/old/new']);
    expect(found.states.find(({ safety }) => safety === 'unsafe')?.why).toEqual([
      'new composite and old upstream: users.v1.User.nickname (field-added): the composite reads it, and finds something else or nothing',
    ]);
    expect(found.upstreams).toEqual([
      { service: 'users.v1.UserService', order: { kind: 'sequence', steps: ['upstream', 'composite'] } },
    ]);
  });

  it('has the composite go first where it does not read any more what the new upstreams do not send', () => {
    const found = skew(
      ['message GetUserReply { User user = 1; string trace = 2; }', 'message GetUserReply { User user = 1; }'],
      ['bool hidden = 4;', ''],
      ['select: "response.posts.filter(post, !post.hidden)"', 'select: "response.posts"'],
    );
    expect(found.order).toEqual({ kind: 'sequence', steps: ['composite', 'upstream'] });
    expect(moments(found, 'unsafe')).toEqual(['old/new/old', 'old/new/new']);
  });

  it('finds no order where both read a number that the other does not write', () => {
    const { order } = skew(['string city = 1;', 'string city = 3;']);
    expect(order).toMatchObject({ kind: 'none' });
  });

  it('has callers go first where a field of the answer goes', () => {
    const { order } = skew(['  string greeting = 4 [(tributary.v1.from).value = "\'Hello \' + user.name"];\n', '']);
    expect(order).toEqual({ kind: 'sequence', steps: ['callers', 'composite'] });
  });

  it('sees caches that both versions share, and tags by which they do not find each other', () => {
    const shared = skew(['timeout: "1s"', 'timeout: "2s"']);
    expect(shared.caches.map(({ path, shared: same }) => [path, same])).toEqual([
      ['', false],
      ['posts[].author', true],
    ]);
    const tagged = skew(['cache: { ttl: "1m" }', 'cache: { ttl: "1m" tags: "\'users\'" }']);
    expect(tagged.caches.find(({ path }) => path !== '')).toMatchObject({ shared: false, safety: 'depends' });
    expect(
      tagged.states.filter(({ safety }) => safety === 'depends').every((one) => one.composite !== one.entries),
    ).toBe(true);
  });
});
