import type { AskingEnd, ByteCache, Cancel, Search } from './byte-cache.ts';
import type { CacheStats, Refusal } from './cache-stats.ts';
import type { Clock } from './clock.ts';
import { entryOf, kindOf, type Entry } from './entry.ts';
import { tagBytes } from './footprint.ts';
import { InvalidationLog } from './invalidation-log.ts';
import type { Lookup, Remembered } from './lookup.ts';
import { KeyHash } from './memory/key-hash.ts';
import { MemoryStore } from './memory/memory-store.ts';
import type { StoredRecord } from './memory/stored-record.ts';
import { lifetimeOf, type Lifetime, type Policy } from './policy.ts';
import { refreshDelayMs } from './refresh-delay.ts';
import { Refreshes, type BackOff } from './refreshes.ts';
import type { Moment, Stamp } from './stamp.ts';
import { standing, standingFor, ttlFor } from './standing.ts';
import { SteadyTime } from './steady-time.ts';
import { TagIndex, type TagId } from './tag-index.ts';

/** What a memory cache is made of. */
export interface CacheOptions {
  /** Most bytes that it may take of the process, overheads included. At least 1. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** From 0 up to 1, as `Math.random`, for the delay of refreshes and the hash of keys. Default: always 0, no delay. */
  readonly random?: () => number;
  /** Default: 100 ms after the second failure in a row, up to 5 s. */
  readonly backOff?: BackOff;
}

/** An entry as it comes to be kept. */
export interface Kept {
  readonly entry: Entry;
  readonly lifetime: Lifetime;
  readonly tags: readonly string[];
  /** How long it has lived already. */
  readonly ageMs: number;
}

/** No entry may take more than this part of the cache, or one would push out all others. */
const LARGEST_SHARE = 1 / 8;
/** What the log of invalidations may take, as a part of the cache and in bytes. */
const LOG_SHARE = 1 / 16;
const LOG_BYTES = 1024 * 1024;
/** V8's `Map` ends at 2 ** 24 keys; a cache of many gigabytes would get there with tags. */
const MOST_TAGS = 2 ** 23;
/** So long entries with tags are used without hearing of invalidations by others. */
const TRUST_MS = 10_000;
const DEFAULT_BACK_OFF: BackOff = { firstMs: 100, maxMs: 5000 };

/** Before every invalidation, so that each tag marks what was asked for then. */
const BEFORE_ALL: Moment = -1;

const MISS: Remembered = { kind: 'miss' };
const NO_TAGS: readonly TagId[] = [];
const nothing: Cancel = () => undefined;
const over: Search = { leave: nothing, settle: nothing };

/**
 * The memory tier: entries within a number of bytes. Those go first that have not been used for longest, if not to the
 * entry. Nothing in it waits.
 */
export class Cache implements ByteCache {
  readonly #maxBytes: number;
  readonly #largestBytes: number;
  readonly #time: SteadyTime;
  readonly #random: () => number;
  readonly #records: MemoryStore;
  readonly #tags = new TagIndex();
  readonly #log: InvalidationLog;
  readonly #refreshes: Refreshes;
  readonly #refused: Record<Refusal, number> = { 'no-ttl': 0, 'too-large': 0, invalidated: 0, degraded: 0 };
  #heardAllAtMs: number | undefined;
  /** What was asked for before and has tags counts as invalidated. */
  #distrustedBefore: Moment = 0;
  #misses = 0;
  #hits = 0;
  #revalidations = 0;
  #stales = 0;
  #stored = 0;
  #evicted = 0;
  #invalidated = 0;

  constructor(options: CacheOptions) {
    const maxBytes = Math.max(1, Math.floor(options.maxBytes));
    const logBytes = Math.floor(Math.min(LOG_BYTES, maxBytes * LOG_SHARE));
    this.#maxBytes = maxBytes;
    this.#largestBytes = maxBytes * LARGEST_SHARE;
    this.#time = new SteadyTime(options.clock);
    this.#random = options.random ?? (() => 0);
    this.#log = new InvalidationLog(logBytes);
    this.#refreshes = new Refreshes(options.backOff ?? DEFAULT_BACK_OFF);
    const hash = new KeyHash(this.#random);
    this.#records = new MemoryStore(maxBytes, (key) => hash.of(key), {
      otherBytes: () => this.#tags.bytes + this.#log.bytes,
      isGone: (record) => this.#isGone(record, this.#time.now()),
      dropped: (record, evicted) => {
        for (let index = 0; index < record.tagCount; index++) this.#tags.detach(record.tag(index), record.asked);
        if (evicted) this.#evicted++;
      },
    });
  }

  /** {@inheritDoc ByteCache.find} */
  find(key: string, policy: Policy, found: (lookup: Lookup) => void): Search {
    found(this.lookup(key, policy));
    return over;
  }

  /** What `find` tells, as a value. */
  lookup(key: string, policy: Policy): Remembered {
    const record = this.#records.get(key);
    if (record === undefined) {
      this.#misses++;
      return MISS;
    }
    const nowMs = this.#time.now();
    const ageMs = nowMs - record.storedAtMs;
    switch (standingFor(record, policy, this.#isMarked(record, nowMs), ageMs)) {
      case 'fresh':
        this.#hits++;
        return { kind: 'hit', entry: entryIn(record), ttlMs: ttlFor(record, policy) - ageMs, ageMs };
      case 'revalidate':
        this.#revalidations++;
        return this.#revalidate(key, record, policy, nowMs);
      case 'stale':
        this.#stales++;
        return {
          kind: 'stale',
          entry: entryIn(record),
          ageMs,
          refresh: this.#refreshes.beginFirst(key, record, nowMs),
        };
      case 'gone':
        // Others may have a more patient policy; without use for anybody its bytes are free at once.
        if (this.#isGone(record, nowMs)) this.#records.delete(key);
        this.#misses++;
        return MISS;
    }
  }

  /** {@inheritDoc ByteCache.askedAt} */
  askedAt(): Stamp {
    return { moment: this.#log.now, sharedMoment: undefined };
  }

  /** {@inheritDoc ByteCache.store} */
  store(key: string, entry: Entry, policy: Policy, tags: readonly string[], asked: Stamp): boolean {
    return this.keep(key, { entry, lifetime: lifetimeOf(entry, policy), tags, ageMs: 0 }, asked.moment) === 'stored';
  }

  /**
   * What `store` does, for an entry with an age, and telling why not.
   *
   * @param asked - `before-invalidation`: it is known to be marked, and kept for stale-if-error.
   */
  keep(key: string, kept: Kept, asked: Moment | 'before-invalidation'): 'stored' | Refusal {
    const { entry, lifetime, ageMs } = kept;
    const tags = kept.tags.length > 1 ? [...new Set(kept.tags)] : kept.tags;
    const moment = asked === 'before-invalidation' ? BEFORE_ALL : asked;
    const sizeBytes = this.#records.bytesFor(key, tags.length, entry.bytes.length) + tagBytes(tags);
    const refusal =
      asked !== 'before-invalidation' && this.#log.invalidatedSince(asked, tags)
        ? 'invalidated'
        : this.#refusal(key, entry, lifetime, sizeBytes);
    if (refusal !== undefined) {
      this.#refused[refusal]++;
      return refusal;
    }
    while (this.#tags.size >= MOST_TAGS) this.#records.evict();
    this.#stored++;
    this.#records.put(key, {
      kind: kindOf(entry),
      bytes: entry.bytes,
      lifetime,
      storedAtMs: this.#time.now() - ageMs,
      asked: moment,
      tags: tags.length === 0 ? NO_TAGS : tags.map((tag) => this.#tags.attach(tag, moment)),
    });
    return 'stored';
  }

  /** {@inheritDoc ByteCache.missEnded} */
  missEnded(): void {
    // Nobody else waits for it.
  }

  /** {@inheritDoc ByteCache.refreshEnded} */
  refreshEnded(key: string, end: AskingEnd): void {
    const failedFor = end.kind === 'failed' ? this.#records.peek(key) : undefined;
    this.#refreshes.ended(key, failedFor, this.#time.now());
  }

  /** {@inheritDoc ByteCache.beginRefresh} */
  beginRefresh(_key: string, begun: (ask: boolean) => void): Cancel {
    begun(true);
    return nothing;
  }

  /** How old the entry under a key is; undefined where there is none, or one that is marked. */
  ageOf(key: string): number | undefined {
    const record = this.#records.peek(key);
    const nowMs = this.#time.now();
    return record === undefined || this.#isMarked(record, nowMs) ? undefined : nowMs - record.storedAtMs;
  }

  /**
   * What `invalidateEverywhere` does, for this cache.
   *
   * @returns How many entries the tags marked that they had not marked before; one that carries several of them counts for
   *   each.
   */
  invalidate(tags: readonly string[]): number {
    if (tags.length === 0) return 0;
    this.#log.add(tags);
    this.#records.makeRoom(0);
    let marked = 0;
    for (const tag of tags) marked += this.#tags.invalidate(tag, this.#log.now);
    this.#invalidated += marked;
    return marked;
  }

  /**
   * Says that all invalidations by others up to now have been told. Who says so once must go on: ten seconds after the last
   * time, entries with tags are no longer trusted, unless they are younger than that.
   */
  heardAll(): void {
    this.#heardAllAtMs = this.#time.now();
  }

  /** Takes all entries with tags for invalidated: it is not known any more which are. */
  distrustTagged(): void {
    this.#log.addAll();
    this.#distrustedBefore = this.#log.now;
  }

  /** {@inheritDoc ByteCache.invalidateEverywhere} */
  invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void {
    done(this.invalidate(tags));
  }

  /** {@inheritDoc ByteCache.stats} */
  stats(): CacheStats {
    return {
      entries: this.#records.size,
      bytes: this.#records.bytes + this.#tags.bytes + this.#log.bytes,
      maxBytes: this.#maxBytes,
      tags: this.#tags.size,
      refreshing: this.#refreshes.size,
      misses: this.#misses,
      hits: this.#hits,
      revalidations: this.#revalidations,
      stales: this.#stales,
      stored: this.#stored,
      refused: { ...this.#refused },
      evicted: this.#evicted,
      invalidated: this.#invalidated,
    };
  }

  #revalidate(key: string, record: StoredRecord, policy: Policy, nowMs: number): Remembered {
    const ageMs = nowMs - record.storedAtMs;
    const fullTtlMs = ttlFor(record, policy);
    const ttlMs = fullTtlMs - ageMs;
    const refresh = this.#refreshes.beginBehind(key, record, nowMs);
    const windowMs = Math.min(record.staleWhileRevalidateMs, policy.staleWhileRevalidateMs);
    const delayMs = refresh ? refreshDelayMs(fullTtlMs, windowMs + ttlMs, this.#random()) : 0;
    return { kind: 'revalidate', entry: entryIn(record), ttlMs, ageMs, refresh, delayMs };
  }

  #isMarked(record: StoredRecord, nowMs: number): boolean {
    const { asked, tagCount } = record;
    if (tagCount === 0) return false;
    if (asked < this.#distrustedBefore) return true;
    for (let index = 0; index < tagCount; index++) {
      if (this.#tags.invalidatedAt(record.tag(index)) > asked) return true;
    }
    if (this.#heardAllAtMs === undefined) return false;
    return nowMs - Math.max(this.#heardAllAtMs, record.storedAtMs) > TRUST_MS;
  }

  /** Why an entry is not to be stored, if so. What it denies or would have replaced goes all the same. */
  #refusal(key: string, entry: Entry, lifetime: Lifetime, sizeBytes: number): Refusal | undefined {
    if (entry.kind === 'value' && entry.degraded && this.#hasUsableWhole(key)) return 'degraded';
    const refusal = lifetime.ttlMs <= 0 ? 'no-ttl' : sizeBytes > this.#largestBytes ? 'too-large' : undefined;
    if (refusal !== undefined) this.#records.delete(key);
    return refusal;
  }

  #hasUsableWhole(key: string): boolean {
    const record = this.#records.peek(key);
    return record?.kind === 'whole' && !this.#isGone(record, this.#time.now());
  }

  /** Whether nobody can use it any more. */
  #isGone(record: StoredRecord, nowMs: number): boolean {
    return standing(record, this.#isMarked(record, nowMs), nowMs - record.storedAtMs) === 'gone';
  }
}

/** What a record holds, for whoever asks. */
function entryIn(record: StoredRecord): Entry {
  return entryOf(record.kind, record.bytes());
}
