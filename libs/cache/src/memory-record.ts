import type { Entry } from './entry.ts';
import type { Lifetime } from './policy.ts';
import type { Moment } from './stamp.ts';
import type { Tag } from './tag-index.ts';

/** An entry as it lies in memory, with the times that it was stored with. */
export class MemoryRecord implements Lifetime {
  readonly entry: Entry;
  readonly storedAtMs: number;
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly asked: Moment;
  readonly tags: readonly Tag[];
  /** How many entries had been stored when it was last moved to the young end of the cache. */
  movedAt: number;
  /** Refreshes that failed since it was stored. */
  failures = 0;
  /** Not to be refreshed before. */
  retryAtMs = 0;

  constructor(
    entry: Entry,
    lifetime: Lifetime,
    tags: readonly Tag[],
    at: { readonly storedAtMs: number; readonly asked: Moment; readonly movedAt: number },
  ) {
    this.entry = entry;
    this.storedAtMs = at.storedAtMs;
    this.ttlMs = lifetime.ttlMs;
    this.staleWhileRevalidateMs = lifetime.staleWhileRevalidateMs;
    this.staleIfErrorMs = lifetime.staleIfErrorMs;
    this.asked = at.asked;
    this.tags = tags;
    this.movedAt = at.movedAt;
  }

  /** Whether one of its tags was invalidated after it had been asked for. */
  get invalidated(): boolean {
    for (const tag of this.tags) {
      if (tag.invalidatedAt > this.asked) return true;
    }
    return false;
  }
}
