import type { CacheStats } from './cache-stats.ts';
import type { Entry } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { Policy } from './policy.ts';
import type { Stamp } from './stamp.ts';

/** Ends interest in something: its callback is not called any more. Calling it again, or too late, does nothing. */
export type Cancel = () => void;

/** A lookup that may have to wait. */
export interface Search {
  /** Ends interest in it. */
  readonly leave: Cancel;
  /** Has it told at once, with what is known so far. */
  readonly settle: () => void;
}

/** How asking for a value has ended. */
export type AskingEnd =
  /** An answer came, kept or not; or nobody waited for it any more. */
  | { readonly kind: 'over' }
  /** A failure came that is as good as an answer: an expired value does not stand in for it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** It cannot be had for now: better not to ask again at once. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * What to tell those who wait in other replicas instead of an answer; the cache does not look into it. Undefined where the
 * failure is not theirs, as a deadline is not: one of them asks next.
 */
type Failure = Uint8Array | undefined;

/**
 * What callers of a cache need, whatever tiers it has. Everything that may have to wait for another process takes a
 * callback, which the memory tier calls before it returns; so a shared tier can stand behind the same calls.
 *
 * The order of use, for one value: `find`; on a miss `askedAt`, ask for the value, `store` it with that stamp, `missEnded`.
 * For a refresh the same with `refreshEnded`; one behind an answer begins with `beginRefresh`.
 */
export interface ByteCache {
  /**
   * Looks a key up for an asker with this policy.
   *
   * @param found - Called once: before `find` returns where memory knows the answer, which is always so for a cache
   *   without a shared tier; later otherwise, unless it was left before.
   */
  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Search;

  /**
   * The moment before a value is asked for, to be given to `store` with the value. Who joins a call in flight uses the
   * stamp of the one who started it.
   */
  askedAt(): Stamp;

  /**
   * Keeps an entry, in place of what was there. The bytes are copied.
   *
   * A NOT_FOUND that is not to be remembered (`negativeTtlMs` 0) still takes away the value it denies, so it should be
   * told like any other. A degraded answer does not replace a whole one that may still be served in some way.
   *
   * @param tags - What the entry can be invalidated by.
   * @returns Whether it is kept.
   */
  store(key: string, entry: Entry, policy: Policy, tags: readonly string[], asked: Stamp): boolean;

  /** Says that asking after a miss is over; `store` was called before where there was something to store. */
  missEnded(key: string, end: AskingEnd): void;

  /**
   * Says, once, that a refresh which a lookup asked for (`refresh: true`) is over; `store` was called before where there was
   * something to store. Where it failed, and the entry is still there, a back-off begins.
   */
  refreshEnded(key: string, end: AskingEnd): void;

  /**
   * Asks whether a refresh behind an answer is still to be made: another replica may have made it, or may be making it.
   *
   * @param begun - Called once, as `found` is; where it is told false there is nothing to ask for, and `refreshEnded` is to
   *   be said all the same.
   */
  beginRefresh(key: string, begun: (ask: boolean) => void): Cancel;

  /**
   * Marks all entries with any of these tags: they never hit again, only stale-if-error may still use them. A value that
   * was asked for before is not stored after it.
   *
   * @param done - Called once when the marks count wherever they should, before this returns for a cache without a
   *   shared tier; with how many entries the tags marked here.
   */
  invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void;

  /** Figures for metrics. */
  stats(): CacheStats;
}
