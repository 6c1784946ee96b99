import type { ByteCache, Cache, CacheStats, Cancel, Entry, Lookup, Policy, Stamp } from '@tributary/cache';

interface Held {
  readonly key: string;
  readonly answer: () => void;
  state: 'held' | 'answered' | 'cancelled';
}

/**
 * A cache that answers lookups when a spec says so, as one with a shared tier does, and that counts what callers owe it:
 * whoever is told to refresh says once that it is over.
 */
export class HeldCache implements ByteCache {
  /** Lookups are answered at once while this is set. */
  atOnce = false;
  /** Whether invalidations wait until `releaseInvalidations`. */
  holdInvalidations = false;
  readonly lookups: Held[] = [];
  /** Refreshes that were handed out and have not ended, by key. */
  readonly owed = new Map<string, number>();
  private readonly cache: Cache;
  private invalidations: (() => void)[] = [];

  constructor(cache: Cache) {
    this.cache = cache;
  }

  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Cancel {
    const held: Held = {
      key,
      state: 'held',
      answer: () => {
        if (held.state !== 'held') return;
        held.state = 'answered';
        const lookup = this.cache.lookup(key, policy);
        if ((lookup.kind === 'stale' || lookup.kind === 'revalidate') && lookup.refresh) this.owe(key, 1);
        found(lookup);
      },
    };
    if (this.atOnce) {
      held.answer();
      return () => {
        throw new Error('a lookup is cancelled that was answered before');
      };
    }
    this.lookups.push(held);
    return () => {
      if (held.state === 'answered') throw new Error('a lookup is cancelled that was answered before');
      held.state = 'cancelled';
    };
  }

  askedAt(): Stamp {
    return this.cache.askedAt();
  }

  store(key: string, entry: Entry, policy: Policy, tags: readonly string[], asked: Stamp): boolean {
    return this.cache.store(key, entry, policy, tags, asked);
  }

  refreshEnded(key: string): void {
    this.owe(key, -1);
    this.cache.refreshEnded(key);
  }

  invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void {
    const marked = this.cache.invalidate(tags);
    if (this.holdInvalidations) this.invalidations.push(() => done(marked));
    else done(marked);
  }

  stats(): CacheStats {
    return this.cache.stats();
  }

  /** Answers all lookups that are held, in the order they came. */
  answer(): void {
    for (const { answer } of this.lookups.splice(0)) answer();
  }

  /** Answers the first lookup that is held. */
  answerOne(): void {
    this.lookups.shift()?.answer();
  }

  /** Lets invalidations be done. */
  releaseInvalidations(): void {
    for (const done of this.invalidations.splice(0)) done();
  }

  private owe(key: string, change: number): void {
    const owed = (this.owed.get(key) ?? 0) + change;
    if (owed < 0) throw new Error('a refresh ended that nobody was asked for');
    if (owed === 0) this.owed.delete(key);
    else this.owed.set(key, owed);
  }
}
