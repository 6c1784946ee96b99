import type { StoredRecord } from './memory/stored-record.ts';
import { ttlOf, type Lifetime, type Policy } from './policy.ts';

/**
 * How a record stands at one moment: fresh; past its time to live, but as good (`revalidate`); only for when it cannot be
 * asked for (`stale`); or of no more use (`gone`).
 */
export type Standing = 'fresh' | 'revalidate' | 'stale' | 'gone';

/**
 * How it stands by the times that it was stored with: the best that anyone may get of it.
 *
 * @param marked - Whether it has been invalidated, or may have been.
 */
export function standing(record: StoredRecord, marked: boolean, ageMs: number): Standing {
  return judge(record, marked, record.ttlMs, record, ageMs);
}

/**
 * How it stands for an asker with another policy: of each time the shorter one counts. So a site that caches for long does
 * not lengthen what one that caches for short has stored, nor the other way round.
 */
export function standingFor(record: StoredRecord, policy: Policy, marked: boolean, ageMs: number): Standing {
  return judge(record, marked, ttlFor(record, policy), policy, ageMs);
}

/** The time to live of a record for an asker with this policy. */
export function ttlFor(record: StoredRecord, policy: Policy): number {
  return Math.min(record.ttlMs, ttlOf(record.kind, policy));
}

// Of `windows` only the two windows are read. Those of a record are 0 where its entry has none, so no look at the entry.
function judge(record: StoredRecord, marked: boolean, ttlMs: number, windows: Lifetime, ageMs: number): Standing {
  if (ttlMs <= 0) return 'gone';
  const staleMs = ageMs - ttlMs;
  if (!marked) {
    if (staleMs < 0) return 'fresh';
    if (staleMs < Math.min(record.staleWhileRevalidateMs, windows.staleWhileRevalidateMs)) return 'revalidate';
  }
  // A marked entry may be younger than its time to live; it still stands in only where there is a window for that.
  const staleIfErrorMs = Math.min(record.staleIfErrorMs, windows.staleIfErrorMs);
  return staleIfErrorMs > 0 && staleMs < staleIfErrorMs ? 'stale' : 'gone';
}
