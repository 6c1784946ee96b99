import type { AskingEnd, ByteCache, Cancel, Search } from './byte-cache.ts';
import { Cache, type CacheOptions } from './cache.ts';
import type { CacheStats } from './cache-stats.ts';
import type { Entry } from './entry.ts';
import { HeldLeases } from './held-leases.ts';
import type { Lookup } from './lookup.ts';
import { lifetimeOf, type Policy } from './policy.ts';
import { readShared } from './shared-reads.ts';
import type { SharedRead, SharedTier } from './shared-tier.ts';
import { SingleFlight } from './single-flight.ts';
import type { Moment, Stamp } from './stamp.ts';
import { SteadyTime } from './steady-time.ts';
import type { Timers } from './timers.ts';

/** What a cache with two tiers is made of. */
export interface TieredCacheOptions extends CacheOptions {
  readonly shared: SharedTier;
  readonly timers: Timers;
}

/** What a look into the shared tier has come to. */
type Reading = { readonly kind: 'changed' | 'unchanged' } | { readonly kind: 'failed'; readonly failure: Uint8Array };

const unchanged: Reading = { kind: 'unchanged' };
const nothing: Cancel = () => undefined;
const over: Search = { leave: nothing, settle: nothing };

/**
 * A memory tier with a shared one behind it.
 *
 * What memory has is answered from memory, at once. Where it has nothing, or only what stale-if-error may use, the shared
 * tier is asked, and what it has moves into memory with the age that it has. What is stored goes to both.
 *
 * Entries with tags are only as good as the news of invalidations: ten seconds after the shared tier was last heard of,
 * memory no longer trusts those that are older than that. Without tags they live on as without a shared tier.
 */
export class TieredCache implements ByteCache {
  readonly #memory: Cache;
  readonly #shared: SharedTier;
  readonly #time: SteadyTime;
  readonly #timers: Timers;
  readonly #leases: HeldLeases;
  readonly #reads = new SingleFlight<Reading>();
  #sharedHits = 0;
  #sharedMisses = 0;
  #sharedUnavailable = 0;

  constructor(options: TieredCacheOptions) {
    this.#memory = new Cache(options);
    this.#shared = options.shared;
    this.#time = new SteadyTime(options.clock);
    this.#timers = options.timers;
    this.#leases = new HeldLeases(options.shared, options.timers);
    this.#memory.heardAll();
    this.#shared.listen({
      invalidated: (tags) => void this.#memory.invalidate(tags),
      heardAll: () => this.#memory.heardAll(),
      lostTrack: () => this.#memory.distrustTagged(),
    });
  }

  /** {@inheritDoc ByteCache.find} */
  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Search {
    const near = this.#memory.lookup(key, policy);
    // What is not to be refreshed now is not asked for elsewhere, either.
    if (near.kind === 'hit' || near.kind === 'revalidate' || (near.kind === 'stale' && !near.refresh)) {
      found(near);
      return over;
    }
    if (!this.#shared.usable) {
      this.#sharedUnavailable++;
      found(near);
      return over;
    }
    const state = { told: false };
    const tell = (reading: Reading): void => {
      if (state.told) return;
      state.told = true;
      const lookup = this.#after(reading, key, policy, near);
      if (lookup.kind === 'miss' || (lookup.kind === 'stale' && lookup.refresh)) this.#leases.asking(key);
      found(lookup);
    };
    const { leave } = this.#reads.join(key, (done) => this.#read(key, done), tell);
    return {
      leave: () => {
        if (state.told) return;
        state.told = true;
        leave();
        this.#notRefreshed(key, near);
      },
      settle: () => {
        leave();
        tell(unchanged);
      },
    };
  }

  /** {@inheritDoc ByteCache.askedAt} */
  askedAt(): Stamp {
    return { moment: this.#memory.askedAt().moment, sharedMoment: this.#shared.moment() };
  }

  /** {@inheritDoc ByteCache.store} */
  store(key: string, entry: Entry, policy: Policy, tags: readonly string[], asked: Stamp): boolean {
    const lifetime = lifetimeOf(entry, policy);
    const kept = this.#memory.keep(key, { entry, lifetime, tags, ageMs: 0 }, asked.moment);
    // Writing gives the lease back, too; otherwise there may be a failure to tell.
    if (kept === 'stored') this.#leases.dropped(key);
    if (!this.#shared.usable) return kept === 'stored';
    const storedAt = this.#shared.moment();
    if (kept === 'stored' && storedAt !== undefined && asked.sharedMoment !== undefined) {
      this.#shared.write(key, { entry, lifetime, tags, storedAt, asked: asked.sharedMoment });
    }
    const degraded = entry.kind === 'value' && entry.degraded;
    if (!degraded && (kept === 'no-ttl' || kept === 'too-large')) this.#shared.remove(key);
    return kept === 'stored';
  }

  /** {@inheritDoc ByteCache.missEnded} */
  missEnded(key: string, end: AskingEnd): void {
    this.#leases.ended(key, end);
  }

  /** {@inheritDoc ByteCache.refreshEnded} */
  refreshEnded(key: string, end: AskingEnd): void {
    this.#memory.refreshEnded(key, end);
    this.#leases.ended(key, end);
  }

  /** {@inheritDoc ByteCache.beginRefresh} */
  beginRefresh(key: string, begun: (ask: boolean) => void): Cancel {
    if (!this.#shared.usable) {
      begun(true);
      return nothing;
    }
    const state = { cancelled: false };
    const { moment } = this.#memory.askedAt();
    this.#shared.read(key, { wanted: 'fresh', waitedFor: undefined }, (read) => {
      if (state.cancelled) return;
      if (read.kind === 'found') this.#promote(key, read, moment);
      const lease = 'lease' in read ? read.lease.kind : 'ours';
      if ('lease' in read && lease === 'ours') {
        this.#leases.got(key);
        this.#leases.asking(key);
      }
      begun(lease === 'ours');
    });
    return () => {
      state.cancelled = true;
    };
  }

  /** {@inheritDoc ByteCache.invalidateEverywhere} */
  invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void {
    const marked = this.#memory.invalidate(tags);
    if (tags.length === 0) done(marked);
    else this.#shared.invalidate(tags, () => done(marked));
  }

  /** {@inheritDoc ByteCache.stats} */
  stats(): CacheStats {
    return {
      ...this.#memory.stats(),
      shared: {
        usable: this.#shared.usable,
        hits: this.#sharedHits,
        misses: this.#sharedMisses,
        unavailable: this.#sharedUnavailable,
      },
    };
  }

  /** Lets go of the shared tier. */
  close(): void {
    this.#leases.close();
    this.#shared.close();
  }

  #read(key: string, done: (reading: Reading) => void): Cancel {
    // Before the read: an invalidation that another connection tells while the answer is under way counts.
    const { moment } = this.#memory.askedAt();
    return readShared(this.#shared, key, this.#time, this.#timers, (read) => {
      switch (read.kind) {
        case 'found':
          this.#sharedHits++;
          this.#promote(key, read, moment);
          if (read.lease.kind === 'ours') this.#leases.got(key);
          done({ kind: 'changed' });
          return;
        case 'nothing':
          this.#sharedMisses++;
          if (read.lease.kind === 'ours') this.#leases.got(key);
          done(unchanged);
          return;
        case 'failed':
          this.#sharedMisses++;
          done(read);
          return;
        case 'unavailable':
          this.#sharedUnavailable++;
          done(unchanged);
      }
    });
  }

  #promote(key: string, read: SharedRead & { kind: 'found' }, asked: Moment): void {
    const { record, ageMs, marked } = read;
    // Meanwhile something younger may have been stored here.
    const knownAgeMs = this.#memory.ageOf(key);
    if (knownAgeMs !== undefined && knownAgeMs <= ageMs) return;
    const { entry, lifetime, tags } = record;
    this.#memory.keep(key, { entry, lifetime, tags, ageMs }, marked ? 'before-invalidation' : asked);
  }

  /** What is known now that the shared tier was asked, instead of what memory had before. */
  #after(reading: Reading, key: string, policy: Policy, near: Lookup): Lookup {
    switch (reading.kind) {
      case 'unchanged':
        return near;
      case 'changed':
        this.#notRefreshed(key, near);
        return this.#memory.lookup(key, policy);
      case 'failed':
        return { ...reading, stale: near.kind === 'stale' ? near : undefined };
    }
  }

  #notRefreshed(key: string, near: Lookup): void {
    if (near.kind === 'stale' && near.refresh) this.#memory.refreshEnded(key, { kind: 'over' });
  }
}
