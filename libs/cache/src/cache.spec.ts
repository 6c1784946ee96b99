import { describe, expect, it } from '@jest/globals';
import type { AskingEnd } from './byte-cache.ts';
import { Cache, type CacheOptions } from './cache.ts';
import type { Entry, ValueEntry } from './entry.ts';
import { ManualClock } from './testing/manual-clock.ts';
import type { Policy } from './policy.ts';

const policy: Policy = {
  ttlMs: 30_000,
  staleWhileRevalidateMs: 60_000,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 5000,
  degradedTtlMs: 1000,
};

function value(text: string, degraded = false): ValueEntry {
  return { kind: 'value', bytes: new TextEncoder().encode(text), degraded };
}

const failed: AskingEnd = { kind: 'failed', failure: undefined };
const whole = value('whole');
const degraded = value('degraded', true);
const notFound: Entry = { kind: 'not-found', bytes: new Uint8Array([5]) };

function setUp(options: Partial<CacheOptions> = {}): {
  cache: Cache;
  clock: ManualClock;
  store: (key: string, entry: Entry, tags?: string[], changes?: Partial<Policy>) => boolean;
  kind: (key?: string, changes?: Partial<Policy>) => string;
} {
  const clock = new ManualClock();
  const cache = new Cache({ maxBytes: 1024 * 1024, clock, ...options });
  return {
    cache,
    clock,
    store: (key, entry, tags = [], changes = {}) =>
      cache.store(key, entry, { ...policy, ...changes }, tags, cache.askedAt()),
    kind: (key = 'k', changes = {}) => cache.lookup(key, { ...policy, ...changes }).kind,
  };
}

describe('Cache times', () => {
  it('misses what it does not have', () => {
    expect(setUp().cache.lookup('k', policy)).toEqual({ kind: 'miss' });
  });

  it('hits until the time to live ends, to the millisecond', () => {
    const { cache, clock, store } = setUp();
    store('k', whole);
    clock.move(10_000);
    expect(cache.lookup('k', policy)).toEqual({ kind: 'hit', entry: whole, ttlMs: 20_000, ageMs: 10_000 });
    clock.move(19_999);
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'hit', ttlMs: 1 });
    clock.move(1);
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'revalidate', ttlMs: 0, ageMs: 30_000 });
  });

  it('walks through both windows of staleness, each counted from the end of the time to live', () => {
    const { clock, kind, store } = setUp();
    store('k', whole);
    clock.move(89_999);
    expect(kind()).toBe('revalidate');
    clock.move(1);
    expect(kind()).toBe('stale');
    clock.move(539_999);
    expect(kind()).toBe('stale');
    clock.move(1);
    expect(kind()).toBe('miss');
  });

  it('forgets what nobody can use any more', () => {
    const { cache, clock, kind, store } = setUp();
    store('k', whole);
    clock.move(1_000_000);
    expect(kind()).toBe('miss');
    expect(cache.stats().entries).toBe(0);
  });

  it('gives NOT_FOUND and answers with gaps their own time, and no more', () => {
    const { cache, clock, kind, store } = setUp();
    store('none', notFound);
    store('gaps', degraded);
    expect(cache.lookup('none', policy)).toMatchObject({ kind: 'hit', entry: notFound, ttlMs: 5000 });
    expect(cache.lookup('gaps', policy)).toMatchObject({ kind: 'hit', entry: degraded, ttlMs: 1000 });
    clock.move(1000);
    expect([kind('none'), kind('gaps')]).toEqual(['hit', 'miss']);
    clock.move(4000);
    expect([kind('none'), kind('gaps')]).toEqual(['miss', 'miss']);
  });

  it('counts, of each two times, the shorter one', () => {
    const { cache, clock, kind, store } = setUp();
    store('k', whole);
    clock.move(10_000);
    const impatient = { ...policy, ttlMs: 10_000 };
    expect(cache.lookup('k', { ...policy, ttlMs: 3_600_000 })).toMatchObject({ kind: 'hit', ttlMs: 20_000 });
    expect(cache.lookup('k', { ...policy, ttlMs: 11_000 })).toMatchObject({ kind: 'hit', ttlMs: 1000 });
    expect(cache.lookup('k', impatient)).toMatchObject({ kind: 'revalidate', ttlMs: 0 });
    expect(cache.lookup('k', { ...impatient, staleWhileRevalidateMs: 0 })).toMatchObject({ kind: 'stale' });
    expect(kind('k', { ttlMs: 10_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 })).toBe('miss');
    expect(kind('k', { ttlMs: 0 })).toBe('miss');
    expect(kind()).toBe('hit');
  });

  it('takes a clock that steps back or jumps ahead', () => {
    const { clock, kind, store } = setUp();
    clock.move(-3_600_000);
    store('k', whole);
    clock.move(-3_600_000);
    expect(kind()).toBe('hit');
    clock.move(29_999);
    expect(kind()).toBe('hit');
    clock.move(1);
    expect(kind()).toBe('revalidate');
    clock.move(1e12);
    expect(kind()).toBe('miss');
  });
});

describe('Cache refreshes', () => {
  it('asks one of many to refresh, and another one when that failed', () => {
    const { cache, clock, store } = setUp();
    store('k', whole);
    clock.move(30_000);
    const refreshed = (): boolean => {
      const lookup = cache.lookup('k', policy);
      return lookup.kind === 'revalidate' && lookup.refresh;
    };
    expect([refreshed(), refreshed(), refreshed()]).toEqual([true, false, false]);
    cache.refreshEnded('k', failed);
    expect([refreshed(), refreshed()]).toEqual([true, false]);
    cache.refreshEnded('k', failed);
    expect(refreshed()).toBe(false);
    clock.move(100);
    expect([refreshed(), refreshed()]).toEqual([true, false]);
  });

  it('delays only the refresh, never the end of the time to live', () => {
    const { cache, clock, kind, store } = setUp({ random: () => 0.999 });
    store('k', whole, [], { ttlMs: 2000 });
    clock.move(1999);
    expect(kind()).toBe('hit');
    clock.move(1);
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'revalidate', refresh: true, delayMs: 199.8 });
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'revalidate', refresh: false, delayMs: 0 });
  });

  it('begins a new life when the refresh is stored', () => {
    const { cache, clock, kind, store } = setUp();
    store('k', whole);
    clock.move(30_000);
    kind();
    store('k', value('new'));
    cache.refreshEnded('k', failed);
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'hit', entry: value('new'), ttlMs: 30_000 });
    expect(cache.stats().refreshing).toBe(0);
  });

  it('backs off from a source that fails again and again, until a refresh succeeds', () => {
    const { cache, clock, store } = setUp();
    store('k', whole);
    clock.move(100_000);
    let attempts = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      const lookup = cache.lookup('k', policy);
      expect(lookup.kind).toBe('stale');
      if (lookup.kind === 'stale' && lookup.refresh) {
        attempts++;
        cache.refreshEnded('k', failed);
      }
      clock.move(1);
    }
    expect(attempts).toBe(8);
    store('k', whole);
    clock.move(100_000);
    for (const failure of [1, 2]) {
      expect({ failure, ...cache.lookup('k', policy) }).toMatchObject({ failure, kind: 'stale', refresh: true });
      cache.refreshEnded('k', failed);
    }
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'stale', refresh: false });
  });
});

describe('Cache stores', () => {
  it('copies the bytes', () => {
    const { cache, store } = setUp();
    const slab = Buffer.alloc(8192, 1);
    store('k', { kind: 'value', bytes: slab.subarray(100, 110), degraded: false });
    slab.fill(2);
    const lookup = cache.lookup('k', policy);
    if (lookup.kind !== 'hit') throw new Error('it must be there');
    expect([...lookup.entry.bytes]).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it('keeps an empty value, and keys of any characters apart', () => {
    const { cache, store } = setUp();
    store('', value(''));
    store('\u0000', value('zero'));
    store('\u00ff\u0100', value('wide'));
    expect(cache.lookup('', policy)).toMatchObject({ kind: 'hit', entry: value('') });
    expect(cache.lookup('\u0000', policy)).toMatchObject({ entry: value('zero') });
    expect(cache.lookup('\u00ff\u0100', policy)).toMatchObject({ entry: value('wide') });
  });

  it.each([
    { what: 'a value without a time to live', entry: whole, changes: { ttlMs: 0 } },
    { what: 'NOT_FOUND where that is not remembered', entry: notFound, changes: { negativeTtlMs: 0 } },
    { what: 'an answer with gaps where those are not kept', entry: degraded, changes: { degradedTtlMs: 0 } },
  ])('does not keep $what', ({ entry, changes }) => {
    const { cache, kind, store } = setUp();
    expect(store('k', entry, [], changes)).toBe(false);
    expect(kind()).toBe('miss');
    expect(cache.stats().refused['no-ttl']).toBe(1);
  });

  it('lets NOT_FOUND take away the value that it denies, remembered or not', () => {
    const { kind, store } = setUp();
    store('k', whole);
    expect(store('k', notFound, [], { negativeTtlMs: 0 })).toBe(false);
    expect(kind()).toBe('miss');
  });

  it('does not keep what is larger than an eighth of the cache, nor what that would have replaced', () => {
    const { cache, kind, store } = setUp({ maxBytes: 80_000 });
    store('k', whole);
    expect(store('k', value('x'.repeat(10_000)))).toBe(false);
    expect(kind()).toBe('miss');
    expect(store('k', value('x'.repeat(9000)))).toBe(true);
    expect(cache.stats().refused['too-large']).toBe(1);
  });

  it('does not let gaps replace a whole entry that may still be served', () => {
    const { cache, clock, store } = setUp();
    const found = (): unknown => cache.lookup('k', policy);
    store('k', whole);
    expect(store('k', degraded)).toBe(false);
    clock.move(30_000);
    expect(store('k', degraded)).toBe(false);
    clock.move(60_000);
    expect(store('k', degraded)).toBe(false);
    expect(found()).toMatchObject({ kind: 'stale', entry: whole });
    clock.move(540_000);
    expect(store('k', degraded)).toBe(true);
    expect(found()).toMatchObject({ kind: 'hit', entry: degraded });
    expect(store('k', whole)).toBe(true);
    expect(found()).toMatchObject({ kind: 'hit', entry: whole });
    expect(cache.stats().refused.degraded).toBe(3);
  });

  it('keeps within its bytes, the least recently used go first', () => {
    const { cache, kind, store } = setUp({ maxBytes: 20_000 });
    for (let index = 0; index < 100; index++) {
      store(`k${index}`, value('x'.repeat(500)), [`t${index}`]);
      expect(kind('k0')).toBe('hit');
      expect(cache.stats().bytes).toBeLessThanOrEqual(20_000);
    }
    const { entries, evicted, tags } = cache.stats();
    expect(entries + evicted).toBe(100);
    expect(tags).toBe(entries);
    expect(kind('k99')).toBe('hit');
    expect(kind('k1')).toBe('miss');
  });

  it('keeps what is used among more entries than it orders exactly', () => {
    const { kind, store } = setUp({ maxBytes: 2000 * 700 });
    for (let index = 0; index < 20_000; index++) {
      store(`k${index}`, value('x'));
      if (index % 100 === 0) expect(kind('k0')).toBe('hit');
    }
    expect(kind('k0')).toBe('hit');
    expect(kind('k100')).toBe('miss');
  });

  it('is of use to nobody, but harmless, with one byte', () => {
    const { kind, store } = setUp({ maxBytes: 1 });
    expect(store('k', value(''))).toBe(false);
    expect(kind()).toBe('miss');
  });
});

describe('Cache invalidation', () => {
  it('marks by tag: such entries never hit again, only stale-if-error may use them', () => {
    const { cache, clock, kind, store } = setUp();
    store('a', whole, ['movie:1', 'all']);
    store('b', whole, ['movie:2', 'all']);
    store('c', whole);
    expect(cache.invalidate(['movie:1'])).toBe(1);
    expect([kind('a'), kind('b'), kind('c')]).toEqual(['stale', 'hit', 'hit']);
    expect(kind('a', { staleIfErrorMs: 0 })).toBe('miss');
    clock.move(30_000);
    expect([kind('a'), kind('b')]).toEqual(['stale', 'revalidate']);
    expect(cache.invalidate(['all', 'nothing has this'])).toBe(2);
    expect([kind('a'), kind('b'), kind('c')]).toEqual(['stale', 'stale', 'revalidate']);
    clock.move(600_000);
    expect(kind('a')).toBe('miss');
  });

  it('forgets at once what stale-if-error cannot use', () => {
    const { cache, kind, store } = setUp();
    store('a', whole, ['t'], { staleIfErrorMs: 0 });
    store('b', notFound, ['t']);
    store('c', degraded, ['t']);
    cache.invalidate(['t']);
    expect([kind('a'), kind('b'), kind('c')]).toEqual(['miss', 'miss', 'miss']);
    expect(cache.stats()).toMatchObject({ entries: 0, tags: 0, invalidated: 3 });
  });

  it('does not store what was asked for before an invalidation of one of its tags', () => {
    const { cache, kind } = setUp();
    const asked = cache.askedAt();
    cache.invalidate(['movie:1']);
    expect(cache.store('k', whole, policy, ['movie:1', 'movie:2'], asked)).toBe(false);
    expect(cache.store('other', whole, policy, ['movie:2'], asked)).toBe(true);
    expect(cache.store('untagged', whole, policy, [], asked)).toBe(true);
    expect(kind()).toBe('miss');
    expect(cache.store('k', whole, policy, ['movie:1'], cache.askedAt())).toBe(true);
    expect(cache.stats().refused.invalidated).toBe(1);
  });

  it('leaves the entry alone that a late value would have replaced', () => {
    const { cache, kind, store } = setUp();
    const asked = cache.askedAt();
    cache.invalidate(['t']);
    store('k', whole, ['t']);
    expect(cache.store('k', notFound, policy, ['t'], asked)).toBe(false);
    expect(kind()).toBe('hit');
  });

  it('unmarks with a new value, but not its tag for others', () => {
    const { cache, kind, store } = setUp();
    store('a', whole, ['t']);
    store('b', whole, ['t']);
    cache.invalidate(['t']);
    store('a', whole, ['t']);
    expect([kind('a'), kind('b')]).toEqual(['hit', 'stale']);
    expect(cache.invalidate(['t'])).toBe(1);
  });

  it('keeps a marked whole entry when the refresh comes with gaps', () => {
    const { cache, store } = setUp();
    store('k', whole, ['t']);
    cache.invalidate(['t']);
    expect(store('k', degraded, ['t'])).toBe(false);
    expect(cache.lookup('k', policy)).toMatchObject({ kind: 'stale', entry: whole });
  });

  it('counts a tag that is given twice once', () => {
    const { cache, store } = setUp();
    store('k', whole, ['t', 't']);
    expect(cache.invalidate(['t', 't'])).toBe(1);
  });

  it('does not leak tags, whatever happens to entries', () => {
    const { cache, clock, kind, store } = setUp({ maxBytes: 100_000 });
    for (let round = 0; round < 2000; round++) {
      store(`k${round % 300}`, value('x'.repeat(round % 200)), [`t${round % 7}`, `own${round}`, `own${round}`]);
      if (round % 11 === 0) cache.invalidate([`t${round % 7}`, `own${round - 50}`]);
    }
    expect(cache.stats().tags).toBeLessThanOrEqual(cache.stats().entries + 7);
    clock.move(1_000_000);
    for (let index = 0; index < 300; index++) kind(`k${index}`);
    expect(cache.stats()).toMatchObject({ entries: 0, tags: 0 });
  });
});

describe('Cache as a ByteCache', () => {
  it('answers before it returns', () => {
    const { cache, store } = setUp();
    store('k', whole, ['t']);
    const heard: unknown[] = [];
    const { leave, settle } = cache.find('k', policy, (lookup) => heard.push(lookup.kind));
    leave();
    settle();
    cache.invalidateEverywhere(['t'], (marked) => heard.push(marked));
    expect(heard).toEqual(['hit', 1]);
  });

  it('counts what it does', () => {
    const { cache, clock, kind, store } = setUp();
    kind();
    store('k', whole, ['t']);
    kind();
    clock.move(30_000);
    kind();
    cache.invalidate(['t']);
    kind();
    expect(cache.stats()).toMatchObject({
      entries: 1,
      tags: 1,
      misses: 1,
      hits: 1,
      revalidations: 1,
      stales: 1,
      stored: 1,
      evicted: 0,
      invalidated: 1,
      refreshing: 1,
    });
  });
});
