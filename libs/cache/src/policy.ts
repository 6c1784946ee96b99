import { kindOf, type Entry, type EntryKind } from './entry.ts';

/** How long an entry may be used, and how long after that in which way. Milliseconds; 0 means not at all. */
export interface Lifetime {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
}

/**
 * How long the entries of one site may be used. Milliseconds; 0 means not at all.
 *
 * The two windows of staleness both count from the end of the time to live (RFC 5861), and only whole values have them:
 * an answer with gaps and a NOT_FOUND are kept for exactly their own time.
 */
export interface Policy extends Lifetime {
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

/** The time to live that `policy` gives to entries of a kind. */
export function ttlOf(kind: EntryKind, policy: Policy): number {
  if (kind === 'not-found') return policy.negativeTtlMs;
  return kind === 'degraded' ? policy.degradedTtlMs : policy.ttlMs;
}

/** All that `policy` grants to `entry`. */
export function lifetimeOf(entry: Entry, policy: Policy): Lifetime {
  const kind = kindOf(entry);
  if (kind === 'whole') return policy;
  return { ttlMs: ttlOf(kind, policy), staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
}
