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
  /** Of the shared tier, where there is one. */
  readonly shared?: SharedStats;
}

/** Figures of a shared tier, which is asked where memory misses or has only what a refresh may fail over to. */
export interface SharedStats {
  /** Now. */
  readonly usable: boolean;
  readonly hits: number;
  readonly misses: number;
  /** It was not asked, or did not answer in time. */
  readonly unavailable: number;
}

/**
 * Why an entry was not stored: no time to live, larger than an entry may be, invalidated since it was asked for, or with
 * gaps where a whole entry may still be served.
 */
export type Refusal = 'no-ttl' | 'too-large' | 'invalidated' | 'degraded';
