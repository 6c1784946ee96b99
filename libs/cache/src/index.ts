/**
 * The cache: keeps the bytes of answers for as long as their policy says, and no longer; and has equal work done once.
 *
 * Terms:
 * - An **entry** is a whole value, a **degraded** one (an answer with gaps), or a remembered NOT_FOUND. The cache copies
 *   its bytes when it is stored, and does not look into them.
 * - A **policy** says how long entries may be used. It comes with every call: an entry keeps the times that it was stored
 *   with, and an asker with shorter ones gets no more than those.
 * - The **time to live** is exact. After it come two windows, side by side: **stale-while-revalidate** (the old value at
 *   once, one refresh behind it) and **stale-if-error** (the old value where asking fails), both of RFC 5861. Only whole
 *   values have them.
 * - A **tag** is a name by which entries are **invalidated**: marked, so that they never hit again and only
 *   stale-if-error may still use them.
 * - A **stamp** is a moment between two invalidations. A value is stored with the stamp that was taken before it was asked
 *   for, so that one from before an invalidation is not stored after it.
 * - A **flight** is work that several wait for.
 * - A **replica** is one of several processes that serve the same; a **shared tier** is what they share. A **lease** says
 *   which replica asks for what all of them miss.
 *
 * How it goes about it: records lie by key within a number of bytes, which counts all that an entry takes of the process:
 * small ones in a log of the cache's own, large ones in `lru-cache` (`memory/`). A record is judged anew by each lookup, from
 * its age and its tags. Nothing in memory waits, so a lookup is a function call. What may have to wait once other replicas are concerned has callbacks: `ByteCache` is what callers
 * should be written against, `find` and `invalidateEverywhere` rather than `lookup` and `invalidate`.
 *
 * `TieredCache` puts a shared tier behind the memory. It is asked on a miss only; what it has comes with its age, so that no
 * life grows longer on the way. `RedisTier` is the one there is. Its clock orders stores and invalidations of all replicas,
 * it keeps a log of invalidations, and it is not waited for once it is known to be in trouble. Replicas tell each other of
 * invalidations through it, and an invalidation is done when all have heard; who hears nothing looks into the log every
 * second, and who cannot do that either trusts entries with tags for ten seconds more.
 *
 * Keys are strings, told apart by every character; long ones are better given as a digest
 * (`crypto.hash('sha256', text, 'latin1')`). Clock and randomness come from outside. A clock that steps back neither
 * lengthens the life of an entry nor does other harm.
 */
export { AnnouncingCache } from './announcing-cache.ts';
export type { Siblings } from './announcing-cache.ts';
export type { AskingEnd, ByteCache, Cancel, Search } from './byte-cache.ts';
export { Cache } from './cache.ts';
export type { CacheOptions } from './cache.ts';
export type { CacheStats, Refusal, SharedStats } from './cache-stats.ts';
export type { Clock } from './clock.ts';
export type { Entry, NotFoundEntry, ValueEntry } from './entry.ts';
export type { Failed, Hit, Lookup, Miss, Remembered, Revalidate, Stale } from './lookup.ts';
export type { Lifetime, Policy } from './policy.ts';
export { RedisTier } from './redis/redis-tier.ts';
export type { Patience, RedisChange, RedisTierOptions } from './redis/redis-tier.ts';
export type { BackOff } from './refreshes.ts';
export type { SharedRecord } from './shared-record.ts';
export type { Lease, SharedQuestion, SharedRead, SharedTier, SharedTierListener } from './shared-tier.ts';
export { SingleFlight } from './single-flight.ts';
export type { Joined, Start, Waiter } from './single-flight.ts';
export type { Stamp } from './stamp.ts';
export { TieredCache } from './tiered-cache.ts';
export type { TieredCacheOptions } from './tiered-cache.ts';
export type { Timers } from './timers.ts';
