import { isWhole, type Entry } from './entry.ts';

/**
 * How long an entry may be used. Milliseconds; 0 means not at all.
 *
 * The two windows of staleness both count from the end of the time to live (RFC 5861), and only whole values have them:
 * an answer with gaps and a NOT_FOUND are kept for exactly their own time.
 */
export interface Policy {
  /** Time to live of a whole value. */
  readonly ttlMs: number;
  /** After that, for so long: the old value at once, and one refresh behind it. */
  readonly staleWhileRevalidateMs: number;
  /** After that, for so long: the old value where a refresh fails. */
  readonly staleIfErrorMs: number;
  /** How long NOT_FOUND is remembered. */
  readonly negativeTtlMs: number;
  /** How long an answer with gaps is kept. */
  readonly degradedTtlMs: number;
}

/** The part of a policy that counts for one entry. */
export interface Lifetime {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
}

/** What `policy` grants to `entry`. */
export function lifetimeOf(entry: Entry, policy: Policy): Lifetime {
  if (isWhole(entry)) return policy;
  const ttlMs = entry.kind === 'not-found' ? policy.negativeTtlMs : policy.degradedTtlMs;
  return { ttlMs, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
}
