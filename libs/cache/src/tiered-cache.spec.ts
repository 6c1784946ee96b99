import { describe, expect, it } from '@jest/globals';
import type { Entry } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { Policy } from './policy.ts';
import { LocalSharedTier, LocalStore } from './testing/local-shared-tier.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { TieredCache } from './tiered-cache.ts';

const policy: Policy = {
  ttlMs: 30_000,
  staleWhileRevalidateMs: 60_000,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 5000,
  degradedTtlMs: 1000,
};

function value(text: string, degraded = false): Entry {
  return { kind: 'value', bytes: new TextEncoder().encode(text), degraded };
}

interface Replica {
  readonly cache: TieredCache;
  readonly tier: LocalSharedTier;
  find(key: string, changes?: Partial<Policy>): Lookup | 'waits';
  text(key: string, changes?: Partial<Policy>): string;
  store(key: string, entry: Entry, tags?: string[], changes?: Partial<Policy>): boolean;
  invalidate(...tags: string[]): void;
}

class World {
  readonly clock = new ManualClock();
  readonly timers = new ManualTimers(this.clock);
  readonly store = new LocalStore();

  replica(): Replica {
    const tier = new LocalSharedTier(this.store, this.clock);
    const cache = new TieredCache({ maxBytes: 1024 * 1024, clock: this.clock, timers: this.timers, shared: tier });
    const find = (key: string, changes: Partial<Policy> = {}): Lookup | 'waits' => {
      let lookup: Lookup | 'waits' = 'waits';
      cache.find(key, { ...policy, ...changes }, (found) => (lookup = found));
      return lookup;
    };
    return {
      cache,
      tier,
      find,
      text: (key, changes) => {
        const lookup = find(key, changes);
        if (lookup === 'waits') return lookup;
        return lookup.kind === 'hit' ? new TextDecoder().decode(lookup.entry.bytes) : lookup.kind;
      },
      store: (key, entry, tags = [], changes = {}) =>
        cache.store(key, entry, { ...policy, ...changes }, tags, cache.askedAt()),
      invalidate: (...tags) => cache.invalidateEverywhere(tags, () => undefined),
    };
  }
}

describe('TieredCache', () => {
  it('finds what another replica has stored, and keeps it in memory', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('theirs'));
    expect(two.text('k')).toBe('theirs');
    two.tier.usable = false;
    expect(two.text('k')).toBe('theirs');
    expect(two.cache.stats()).toMatchObject({ shared: { usable: false, hits: 1, misses: 0, unavailable: 0 } });
  });

  it('does not ask the shared tier for what memory has', () => {
    const one = new World().replica();
    one.store('k', value('mine'));
    one.tier.held = [];
    expect(one.text('k')).toBe('mine');
    expect(one.tier.held).toEqual([]);
  });

  it('lengthens no life on the way', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('x'));
    world.timers.pass(10_000);
    expect(two.find('k')).toMatchObject({ kind: 'hit', ageMs: 10_000, ttlMs: 20_000 });
    world.timers.pass(20_000);
    expect(two.find('k')).toMatchObject({ kind: 'revalidate', ttlMs: 0 });
    expect(world.replica().find('k', { staleWhileRevalidateMs: 0 })).toMatchObject({ kind: 'stale' });
  });

  it('takes the times of who stored it, and the shorter ones of who asks', () => {
    const world = new World();
    world.replica().store('k', value('x'), [], { ttlMs: 1000 });
    expect(world.replica().find('k', { ttlMs: 1e9 })).toMatchObject({ kind: 'hit', ttlMs: 1000 });
    expect(world.replica().find('k', { ttlMs: 500 })).toMatchObject({ kind: 'hit', ttlMs: 500 });
  });

  it('invalidates in all replicas, and in the shared tier', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('x'), ['t']);
    expect(two.text('k')).toBe('x');
    one.invalidate('t');
    for (const replica of [one, two, world.replica()]) {
      expect(replica.text('k')).toBe('stale');
      expect(replica.text('k', { staleIfErrorMs: 0 })).toBe('miss');
      replica.cache.refreshEnded('k', { kind: 'over' });
      replica.cache.missEnded('k', { kind: 'over' });
    }
  });

  it('stores nothing anywhere that was asked for before an invalidation elsewhere', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    const asked = one.cache.askedAt();
    two.invalidate('t');
    expect(one.cache.store('k', value('old'), policy, ['t'], asked)).toBe(false);
    expect([one.text('k'), two.text('k')]).toEqual(['miss', 'waits']);
  });

  it('does not move into memory what was invalidated while it was under way', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('x'), ['t']);
    two.tier.held = [];
    let lookup: Lookup | undefined;
    two.cache.find('k', policy, (found) => (lookup = found));
    one.invalidate('t');
    for (const answer of two.tier.held.splice(0)) answer();
    expect(lookup).toEqual({ kind: 'miss' });
  });

  it('takes what the shared tier has instead of its own stale value', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('old'), ['t']);
    one.invalidate('t');
    expect(one.text('k')).toBe('stale');
    world.timers.pass(1);
    two.store('k', value('new'), ['t']);
    expect(one.text('k')).toBe('new');
    expect(one.cache.stats().refreshing).toBe(1);
  });

  it('leaves its own value alone where that is the younger one', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    two.store('k', value('old'));
    world.timers.pass(10);
    one.tier.held = [];
    let lookup: Lookup | undefined;
    one.cache.find('k', policy, (found) => (lookup = found));
    one.store('k', value('new'));
    for (const answer of one.tier.held.splice(0)) answer();
    expect(lookup).toMatchObject({ kind: 'hit', entry: value('new') });
  });

  it('lets NOT_FOUND take the value away everywhere, but not an answer with gaps', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('x'));
    two.store('k', value('gaps', true), [], { degradedTtlMs: 0 });
    expect(world.replica().text('k')).toBe('x');
    two.store('k', { kind: 'not-found', bytes: new Uint8Array() }, [], { negativeTtlMs: 0 });
    expect(world.replica().text('k')).toBe('miss');
  });

  it('ends without a trace when nobody waits any more', () => {
    const world = new World();
    const one = world.replica();
    one.tier.held = [];
    let told = 0;
    one.cache.find('k', policy, () => told++).leave();
    one.cache.find('k', policy, () => told++);
    for (const answer of one.tier.held.splice(0)) answer();
    expect(told).toBe(1);
  });

  it('asks the shared tier once for many who miss together', () => {
    const one = new World().replica();
    one.tier.held = [];
    let told = 0;
    for (let count = 0; count < 50; count++) one.cache.find('k', policy, () => told++);
    expect(one.tier.held).toHaveLength(1);
    for (const answer of one.tier.held.splice(0)) answer();
    expect(told).toBe(50);
  });
});

describe('TieredCache, equal misses of replicas', () => {
  it('lets one ask, and the others wait for what it stores', () => {
    const world = new World();
    const [one, two, three] = [world.replica(), world.replica(), world.replica()];
    expect(one.text('k')).toBe('miss');
    const lookups: string[] = [];
    for (const replica of [two, three]) replica.cache.find('k', policy, (found) => lookups.push(found.kind));
    // For as long as that one asks.
    world.timers.pass(3000);
    expect(lookups).toEqual([]);
    one.store('k', value('x'));
    world.timers.pass(16);
    expect(lookups).toEqual(['hit', 'hit']);
    expect(world.timers.size).toBe(0);
  });

  it('lets the next one ask where the first does not store anything', () => {
    const world = new World();
    const [one, two, three] = [world.replica(), world.replica(), world.replica()];
    expect(one.text('k')).toBe('miss');
    const lookups: string[] = [];
    two.cache.find('k', policy, (found) => lookups.push(`two ${found.kind}`));
    three.cache.find('k', policy, (found) => lookups.push(`three ${found.kind}`));
    world.timers.pass(300);
    expect(lookups).toEqual([]);
    one.cache.missEnded('k', { kind: 'over' });
    world.timers.pass(16);
    expect(lookups).toHaveLength(1);
    const next = lookups[0] === 'two miss' ? two : three;
    next.store('k', value('x'));
    world.timers.pass(16);
    expect(lookups.sort()).toEqual(next === two ? ['three hit', 'two miss'] : ['three miss', 'two hit']);
  });

  it('lets the next one ask where the first is gone without a word', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    expect(one.text('k')).toBe('miss');
    one.cache.close();
    const lookups: string[] = [];
    two.cache.find('k', policy, (found) => lookups.push(found.kind));
    world.timers.pass(280);
    expect(lookups).toEqual(['miss']);
  });

  it('tells a failure to all who wait, and to nobody else', () => {
    const world = new World();
    const [one, two, three] = [world.replica(), world.replica(), world.replica()];
    for (let asker = 0; asker < 3; asker++) expect(one.text('k')).toBe('miss');
    const lookups: Lookup[] = [];
    for (const replica of [two, two, three]) replica.cache.find('k', policy, (found) => lookups.push(found));
    const failure = Uint8Array.of(14);
    for (let asker = 0; asker < 3; asker++) one.cache.missEnded('k', { kind: 'refused', failure });
    world.timers.pass(16);
    expect(lookups).toEqual(Array.from({ length: 3 }, () => ({ kind: 'failed', failure, stale: undefined })));
    expect(world.timers.size).toBe(0);
    expect(world.replica().text('k')).toBe('miss');
  });

  it('tells it with the stale value that may stand in, and counts it as a failure of that refresh', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('old'));
    expect(two.text('k')).toBe('old');
    world.timers.pass(100_000);
    expect(one.find('k')).toMatchObject({ kind: 'stale', refresh: true });
    const lookups: Lookup[] = [];
    two.cache.find('k', policy, (found) => lookups.push(found));
    const failed = { kind: 'failed', failure: Uint8Array.of(14) } as const;
    one.cache.refreshEnded('k', failed);
    world.timers.pass(16);
    expect(lookups).toMatchObject([{ ...failed, stale: { kind: 'stale', entry: value('old') } }]);
    two.cache.refreshEnded('k', failed);
    expect(two.find('k')).toMatchObject({ kind: 'stale', refresh: true });
    two.cache.refreshEnded('k', failed);
    expect(two.find('k')).toMatchObject({ kind: 'stale', refresh: false });
    expect([one.cache.stats().refreshing, two.cache.stats().refreshing]).toEqual([0, 0]);
  });

  it('is given up with what memory has', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('old'));
    expect(two.text('k')).toBe('old');
    world.timers.pass(100_000);
    one.find('k');
    const lookups: Lookup[] = [];
    const search = two.cache.find('k', policy, (found) => lookups.push(found));
    search.settle();
    search.settle();
    expect(lookups).toMatchObject([{ kind: 'stale', entry: value('old'), refresh: true }]);
    // Too late: the refresh goes on.
    search.leave();
    expect(two.cache.stats().refreshing).toBe(1);
  });

  it('leaves no refresh behind when it is left', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.store('k', value('old'));
    expect(two.text('k')).toBe('old');
    world.timers.pass(100_000);
    one.find('k');
    two.cache.find('k', policy, () => undefined).leave();
    expect(two.cache.stats().refreshing).toBe(0);
  });

  it('stops waiting for a tier that goes away', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    expect(one.text('k')).toBe('miss');
    const lookups: string[] = [];
    two.cache.find('k', policy, (found) => lookups.push(found.kind));
    two.tier.usable = false;
    world.timers.pass(2);
    expect(lookups).toEqual(['miss']);
  });

  it('stops looking when nobody waits any more', () => {
    const world = new World();
    const [one, two] = [world.replica(), world.replica()];
    one.find('k');
    const before = world.timers.size;
    two.cache.find('k', policy, () => undefined).leave();
    expect(world.timers.size).toBe(before);
  });
});

describe('TieredCache, refreshes behind answers', () => {
  it('are made by one replica, for all', () => {
    const world = new World();
    const [one, two, three] = [world.replica(), world.replica(), world.replica()];
    one.store('k', value('old'));
    for (const replica of [two, three]) expect(replica.text('k')).toBe('old');
    world.timers.pass(30_000);
    const asked: string[] = [];
    const begin = (name: string, replica: Replica): void => {
      expect(replica.find('k')).toMatchObject({ kind: 'revalidate', refresh: true });
      replica.cache.beginRefresh('k', (ask) => asked.push(`${name} ${ask ? 'asks' : 'does not'}`));
    };
    begin('one', one);
    begin('two', two);
    two.cache.refreshEnded('k', { kind: 'over' });
    one.store('k', value('new'));
    one.cache.refreshEnded('k', { kind: 'over' });
    begin('three', three);
    expect(asked).toEqual(['one asks', 'two does not', 'three does not']);
    three.cache.refreshEnded('k', { kind: 'over' });
    expect([one.text('k'), three.text('k')]).toEqual(['new', 'new']);
    begin('two', two);
    expect(two.text('k')).toBe('new');
    expect(world.timers.size).toBe(0);
  });

  it('are made by each without the shared tier', () => {
    const one = new World().replica();
    one.tier.usable = false;
    const asked: boolean[] = [];
    one.cache.beginRefresh('k', (ask) => asked.push(ask));
    expect(asked).toEqual([true]);
  });
});

describe('TieredCache without news', () => {
  it('trusts entries with tags for ten seconds more, and others as ever', () => {
    const world = new World();
    const one = world.replica();
    one.store('tagged', value('x'), ['t']);
    one.store('untagged', value('x'));
    one.tier.usable = false;
    world.timers.pass(10_000);
    expect([one.text('tagged'), one.text('untagged')]).toEqual(['x', 'x']);
    world.timers.pass(1);
    expect([one.text('tagged'), one.text('untagged')]).toEqual(['stale', 'x']);
    one.store('tagged', value('younger'), ['t']);
    world.timers.pass(10_000);
    expect(one.text('tagged')).toBe('younger');
    world.timers.pass(1);
    expect(one.text('tagged')).toBe('stale');
    one.tier.listener?.heardAll();
    expect(one.text('tagged')).toBe('younger');
  });

  it('trusts nothing with tags once news were missed', () => {
    const world = new World();
    const one = world.replica();
    const asked = one.cache.askedAt();
    one.store('tagged', value('x'), ['t']);
    one.store('untagged', value('x'));
    one.tier.usable = false;
    one.tier.listener?.lostTrack();
    expect([one.text('tagged'), one.text('untagged')]).toEqual(['stale', 'x']);
    expect(one.cache.store('late', value('x'), policy, ['t'], asked)).toBe(false);
    one.store('tagged', value('new'), ['t']);
    expect(one.text('tagged')).toBe('new');
  });

  it('answers at once, from memory alone, while the tier cannot be used', () => {
    const one = new World().replica();
    one.tier.usable = false;
    one.tier.held = [];
    expect(one.text('k')).toBe('miss');
    one.store('k', value('x'));
    expect(one.text('k')).toBe('x');
    expect(one.cache.stats().shared).toMatchObject({ unavailable: 1 });
  });
});
