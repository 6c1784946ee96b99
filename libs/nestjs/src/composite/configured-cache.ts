import {
  AnnouncingCache,
  type BackOff,
  type ByteCache,
  Cache,
  RedisTier,
  type Siblings,
  TieredCache,
} from '@tributary/cache';
import type { Logger } from 'pino';
import type { Configuration } from '@tributary/configuration';

/** A cache, and how to let go of it. */
export interface ConfiguredCache {
  readonly cache: ByteCache;
  close(): void;
}

/** What the cache takes from outside. */
export interface CacheSurroundings {
  readonly clock: { now(): number };
  readonly random: () => number;
  readonly log: Logger;
  readonly backOff?: BackOff | undefined;
  /** The other workers of the same server; without Redis they are told of invalidations. */
  readonly siblings?: Siblings | undefined;
}

const timers = {
  after(delayMs: number, run: () => void): () => void {
    // What waits for a shared tier is no reason for a process to go on.
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** The cache that a configuration asks for: in memory, and in Redis where there is one. That is connected to at once. */
export function configuredCache(
  { memoryBytes: maxBytes, redis }: Configuration['cache'],
  { clock, random, log, backOff, siblings }: CacheSurroundings,
): ConfiguredCache {
  const memory = { maxBytes, clock, random, ...(backOff === undefined ? {} : { backOff }) };
  if (redis === undefined) {
    const cache = siblings === undefined ? new Cache(memory) : new AnnouncingCache(memory, siblings);
    return { cache, close: () => undefined };
  }
  const shared = new RedisTier({
    url: redis.url,
    clock,
    random,
    timers,
    onChange: (change) => {
      if (change.kind === 'usable') log.info('the cache shares through Redis');
      else log.warn({ cause: change.cause }, 'the cache goes on without Redis');
    },
  });
  const cache = new TieredCache({ ...memory, timers, shared });
  return { cache, close: () => cache.close() };
}
