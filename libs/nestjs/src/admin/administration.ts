import type { ByteCache, CacheStats, SharedStats } from '@tributary/cache';
import type { CacheFigures, MethodFigures } from '../http/cache-figures.ts';
import type { UsageRecord } from '../usage/usage-record.ts';
import { UsageTally } from '../usage/usage-tally.ts';

/** How caches are doing. */
export interface CacheReport {
  readonly stats: CacheStats;
  readonly figures: readonly MethodFigures[];
}

/** What was asked for, between two moments in epoch milliseconds. */
export interface UsageReport {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly records: readonly UsageRecord[];
}

/** What those who administer a composite may do and ask, be it one process or several. All of it is plain data. */
export interface Administration {
  /** Invalidates tags in all replicas; resolves to how many entries they marked here. */
  invalidate(tags: readonly string[]): Promise<number>;
  cacheReport(): Promise<CacheReport>;
  usageReport(): Promise<UsageReport>;
}

/** What is administered in one process. */
export interface Administered {
  readonly cache: ByteCache;
  readonly figures: CacheFigures;
  readonly usage: UsageTally;
  /** Epoch milliseconds. */
  readonly clock: { now(): number };
}

/** The administration of this process; usage counts from now. */
export function administrationOf({ cache, figures, usage, clock }: Administered): Administration {
  const sinceMs = clock.now();
  return {
    invalidate: (tags) => new Promise((resolve) => cache.invalidateEverywhere(tags, resolve)),
    cacheReport: () => Promise.resolve({ stats: cache.stats(), figures: figures.all() }),
    usageReport: () => Promise.resolve({ sinceMs, untilMs: clock.now(), records: usage.records() }),
  };
}

/** What several processes report, as if they were one. */
export function summedCacheReport(first: CacheReport, ...others: readonly CacheReport[]): CacheReport {
  return others.reduce(
    (sum, { stats, figures }) => ({
      stats: summedStats(sum.stats, stats),
      figures: summedFigures([...sum.figures, ...figures]),
    }),
    first,
  );
}

/** See {@link summedCacheReport}. It is of the time that all of them have seen: one that was replaced took its counts along. */
export function summedUsageReport(first: UsageReport, ...others: readonly UsageReport[]): UsageReport {
  const all = [first, ...others];
  const tally = new UsageTally();
  for (const record of all.flatMap(({ records }) => records)) tally.add(record);
  return {
    sinceMs: Math.max(...all.map(({ sinceMs }) => sinceMs)),
    untilMs: Math.max(...all.map(({ untilMs }) => untilMs)),
    records: tally.records(),
  };
}

function summedStats(a: CacheStats, b: CacheStats): CacheStats {
  const { shared: sharedA, refused: refusedA, ...countsA } = a;
  const { shared: sharedB, refused: refusedB, ...countsB } = b;
  const refused = summed(refusedA, refusedB);
  const shared = sharedA === undefined || sharedB === undefined ? undefined : summedShared(sharedA, sharedB);
  return { ...summed(countsA, countsB), refused, ...(shared === undefined ? {} : { shared }) };
}

function summedShared({ usable: usableA, ...a }: SharedStats, { usable: usableB, ...b }: SharedStats): SharedStats {
  return { usable: usableA && usableB, ...summed(a, b) };
}

function summedFigures(figures: readonly MethodFigures[]): MethodFigures[] {
  const byMethod = new Map<string, MethodFigures>();
  for (const { kind, method, counts } of figures) {
    const key = `${kind} ${method}`;
    const before = byMethod.get(key);
    byMethod.set(key, { kind, method, counts: before === undefined ? counts : summed(before.counts, counts) });
  }
  return [...byMethod.values()];
}

/** Numbers by name, each with its counterpart. */
function summed<T extends Readonly<Record<keyof T, number>>>(a: T, b: T): T {
  const names = Object.keys(a) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as T;
}
