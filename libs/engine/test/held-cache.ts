import type {
  AskingEnd,
  ByteCache,
  Cache,
  CacheStats,
  Cancel,
  Entry,
  Lookup,
  Policy,
  Search,
  Stamp,
} from '@tributary/cache';

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

  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Search {
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
      const late = (): never => {
        throw new Error('a lookup is left that was answered before');
      };
      return { leave: late, settle: late };
    }
    this.lookups.push(held);
    const leave = (): void => {
      if (held.state === 'answered') throw new Error('a lookup is left that was answered before');
      held.state = 'cancelled';
    };
    return {
      leave,
      settle: () => {
        leave();
        // Of what it has, it knows but that something is too old.
        const lookup = this.cache.lookup(key, policy);
        if (lookup.kind !== 'stale') {
          if (lookup.kind === 'revalidate' && lookup.refresh) this.cache.refreshEnded(key, { kind: 'over' });
          found({ kind: 'miss' });
          return;
        }
        if (lookup.refresh) this.owe(key, 1);
        found(lookup);
      },
    };
  }

  askedAt(): Stamp {
    return this.cache.askedAt();
  }

  store(key: string, entry: Entry, policy: Policy, tags: readonly string[], asked: Stamp): boolean {
    return this.cache.store(key, entry, policy, tags, asked);
  }

  missEnded(): void {
    this.cache.missEnded();
  }

  refreshEnded(key: string, end: AskingEnd): void {
    this.owe(key, -1);
    this.cache.refreshEnded(key, end);
  }

  beginRefresh(key: string, begun: (ask: boolean) => void): Cancel {
    return this.cache.beginRefresh(key, begun);
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
