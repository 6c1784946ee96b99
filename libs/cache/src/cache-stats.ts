/** Figures of a cache since it was made; the first group is of now. */
export interface CacheStats {
  readonly entries: number;
  /** As accounted, with all overheads; never more than `maxBytes`. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Different tags on the entries. */
  readonly tags: number;
  /** Refreshes that have not ended. */
  readonly refreshing: number;

  readonly misses: number;
  readonly hits: number;
  /** Lookups within stale-while-revalidate. */
  readonly revalidations: number;
  /** Lookups that found an entry only for when a refresh fails. */
  readonly stales: number;
  readonly stored: number;
  /** Entries that were not stored, by why not. */
  readonly refused: Readonly<Record<Refusal, number>>;
  /** Entries that went because room was needed. */
  readonly evicted: number;
  /** Entries marked by invalidations. */
  readonly invalidated: number;
}

/**
 * Why an entry was not stored: no time to live, larger than an entry may be, invalidated since it was asked for, or with
 * gaps where a whole entry may still be served.
 */
export type Refusal = 'no-ttl' | 'too-large' | 'invalidated' | 'degraded';
