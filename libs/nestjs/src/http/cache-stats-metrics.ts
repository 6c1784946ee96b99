import type { CacheStats } from '@tributary/cache';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Adds to a registry what a cache tells of itself, asked when metrics are. */
export function collectCacheStats(registry: Registry, stats: () => CacheStats): void {
  const gauge = (name: string, help: string, read: (stats: CacheStats) => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read(stats()));
      },
    });
  };
  const counter = (name: string, help: string, read: (stats: CacheStats) => number): void => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(stats()));
      },
    });
  };
  gauge('tributary_cache_entries', 'Entries in memory.', ({ entries }) => entries);
  gauge('tributary_cache_bytes', 'What entries take of the memory, with all overheads.', ({ bytes }) => bytes);
  gauge('tributary_cache_max_bytes', 'The most that entries may take of the memory.', ({ maxBytes }) => maxBytes);
  counter('tributary_cache_evicted_total', 'Entries that went because room was needed.', ({ evicted }) => evicted);
  counter('tributary_cache_invalidated_total', 'Entries marked by invalidations.', ({ invalidated }) => invalidated);
  if (stats().shared === undefined) return;
  gauge(
    'tributary_cache_redis_usable',
    '1 while Redis is in use, 0 while the cache goes on without it.',
    ({ shared }) => (shared?.usable === true ? 1 : 0),
  );
  new Counter({
    name: 'tributary_cache_redis_lookups_total',
    help: 'Lookups that memory had nothing for, by what Redis had.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      const { hits = 0, misses = 0, unavailable = 0 } = stats().shared ?? {};
      this.inc({ outcome: 'hit' }, hits);
      this.inc({ outcome: 'miss' }, misses);
      this.inc({ outcome: 'unavailable' }, unavailable);
    },
  });
}
