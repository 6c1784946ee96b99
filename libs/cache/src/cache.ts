import type { ByteCache, Cancel } from './byte-cache.ts';
import type { CacheStats } from './cache-stats.ts';
import type { Clock } from './clock.ts';
import type { Entry } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { Policy } from './policy.ts';
import type { Stamp } from './stamp.ts';

/** What a memory cache is made of. */
export interface CacheOptions {
  /** Most bytes that it may take of the process, overheads included. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** From 0 up to 1, as `Math.random`, for the delay of refreshes. Default: always 0, no delay. */
  readonly random?: () => number;
}

export class Cache implements ByteCache {
  constructor(_options: CacheOptions) {}
  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Cancel {
    found(this.lookup(key, policy));
    return () => {};
  }
  lookup(_key: string, _policy: Policy): Lookup {
    return { kind: 'miss' };
  }
  askedAt(): Stamp {
    return 0 as Stamp;
  }
  store(_key: string, _entry: Entry, _policy: Policy, _tags: readonly string[], _asked: Stamp): boolean {
    return false;
  }
  refreshEnded(_key: string): void {}
  invalidate(_tags: readonly string[]): number {
    return 0;
  }
  invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void {
    done(this.invalidate(tags));
  }
  stats(): CacheStats {
    throw new Error('not there yet');
  }
}
