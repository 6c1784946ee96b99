import type { ByteCache, Cancel } from './byte-cache.ts';
import { Cache, type CacheOptions } from './cache.ts';
import type { CacheStats } from './cache-stats.ts';
import type { Entry } from './entry.ts';
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

/** Whether a look into the shared tier has changed what memory has. */
type Reading = 'changed' | 'unchanged';

const nothing: Cancel = () => undefined;

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
  readonly #reads = new SingleFlight<Reading>();
  #sharedHits = 0;
  #sharedMisses = 0;
  #sharedUnavailable = 0;

  constructor(options: TieredCacheOptions) {
    this.#memory = new Cache(options);
    this.#shared = options.shared;
    this.#time = new SteadyTime(options.clock);
    this.#timers = options.timers;
    this.#memory.heardAll();
    this.#shared.listen({
      invalidated: (tags) => void this.#memory.invalidate(tags),
      heardAll: () => this.#memory.heardAll(),
      lostTrack: () => this.#memory.distrustTagged(),
    });
  }

  /** {@inheritDoc ByteCache.find} */
  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Cancel {
    const near = this.#memory.lookup(key, policy);
    if (near.kind === 'hit' || near.kind === 'revalidate') {
      found(near);
      return nothing;
    }
    if (!this.#shared.usable) {
      this.#sharedUnavailable++;
      found(near);
      return nothing;
    }
    const { leave } = this.#reads.join(
      key,
      (done) => this.#read(key, done),
      (reading) => found(reading === 'changed' ? this.#anew(key, policy, near) : near),
    );
    return () => {
      leave();
      if (near.kind === 'stale' && near.refresh) this.#memory.refreshAbandoned(key);
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
    if (!this.#shared.usable) return kept === 'stored';
    const storedAt = this.#shared.moment();
    if (kept === 'stored' && storedAt !== undefined && asked.sharedMoment !== undefined) {
      this.#shared.write(key, { entry, lifetime, tags, storedAt, asked: asked.sharedMoment });
    }
    const degraded = entry.kind === 'value' && entry.degraded;
    if (!degraded && (kept === 'no-ttl' || kept === 'too-large')) this.#shared.remove(key);
    return kept === 'stored';
  }

  /** {@inheritDoc ByteCache.refreshEnded} */
  refreshEnded(key: string): void {
    this.#memory.refreshEnded(key);
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
          done('changed');
          return;
        case 'nothing':
          this.#sharedMisses++;
          done('unchanged');
          return;
        case 'unavailable':
          this.#sharedUnavailable++;
          done('unchanged');
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

  /** What memory has now that the shared tier was asked, instead of what it had before. */
  #anew(key: string, policy: Policy, near: Lookup): Lookup {
    if (near.kind === 'stale' && near.refresh) this.#memory.refreshAbandoned(key);
    return this.#memory.lookup(key, policy);
  }
}
