import { status } from '@grpc/grpc-js';
import type { CacheStats } from '@tributary/cache';
import type { EngineObserver } from '@tributary/engine';
import { GapReason } from '@tributary/language';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';
import type { UpstreamPoolFigures } from '../composite/upstream-pool.ts';
import type { UsageTally } from '../usage/usage-tally.ts';
import { CacheFigures } from './cache-figures.ts';
import { collectCacheStats } from './cache-stats-metrics.ts';
import { type BucketCounts, LeanHistogram } from './lean-histogram.ts';
import { TimedOutcomes } from './timed-outcomes.ts';
import { collectUpstreamFigures } from './upstream-metrics.ts';
import { collectUsage } from './usage-metrics.ts';

/** What ended, as the engine tells it. */
type RequestEnd = Parameters<NonNullable<EngineObserver['requestEnded']>>[0];

// From cache hits, below the millisecond that the clock can tell, to the longest budgets.
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

// From what was kept a moment ago to a day.
const ageBuckets = [0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];

/**
 * The metrics of one composite, in a registry of its own. Methods are named `package.Service/Method`, codes by their
 * names. Nothing of a request's content is in them.
 */
export class CompositeMetrics implements EngineObserver {
  readonly registry = new Registry();
  readonly #requests = new TimedOutcomes({
    counter: {
      name: 'tributary_requests_total',
      help: 'Requests to composite methods, by the status they ended with.',
    },
    histogram: {
      name: 'tributary_request_duration_seconds',
      help: 'How long requests to composite methods took.',
    },
    subject: 'method',
    buckets: secondsBuckets,
    codeName,
    registry: this.registry,
  });
  readonly #gaps = new Counter({
    name: 'tributary_gaps_total',
    help: 'Gaps in answers, by the path in the response, without indexes, and the reason.',
    labelNames: ['method', 'path', 'reason'],
    registers: [this.registry],
  });
  readonly #upstreamCalls = new TimedOutcomes({
    counter: {
      name: 'tributary_upstream_calls_total',
      help: 'Calls to upstream methods, by the status they ended with.',
    },
    histogram: {
      name: 'tributary_upstream_call_duration_seconds',
      help: 'How long calls to upstream methods took.',
    },
    subject: 'call',
    buckets: secondsBuckets,
    codeName,
    registry: this.registry,
  });
  readonly #repeats = new Counter({
    name: 'tributary_upstream_repeats_total',
    help: 'Further attempts of calls (kind "retry" or "hedge"): made, or not, as the budget had nothing left.',
    labelNames: ['call', 'kind', 'outcome'],
    registers: [this.registry],
  });
  readonly #cacheAge = new LeanHistogram({
    name: 'tributary_cache_age_seconds',
    help: 'How old what the cache gave was.',
    buckets: ageBuckets,
    registry: this.registry,
  });
  readonly #ages = { answer: new Map<string, BucketCounts>(), reply: new Map<string, BucketCounts>() };
  /** What caches have done, by method. */
  readonly cacheFigures = new CacheFigures();

  constructor() {
    countOutcomes(this.registry, this.cacheFigures);
  }

  /** Adds what the process itself costs: CPU, memory, event loop. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds what the cache holds. */
  collectCache(stats: () => CacheStats): void {
    collectCacheStats(this.registry, stats);
  }

  /** Adds what upstreams tell of themselves. */
  collectUpstreams(figures: () => UpstreamPoolFigures): void {
    collectUpstreamFigures(this.registry, figures);
  }

  /** Adds what callers ask for. */
  collectUsage(usage: UsageTally): void {
    collectUsage(this.registry, usage);
  }

  requestEnded(end: RequestEnd): void {
    const { path, code, durationMs, gaps, cacheAgeMs } = end;
    const method = path.slice(1);
    this.cacheFigures.requestEnded(end);
    if (cacheAgeMs !== undefined) this.#agesOf('answer', method).add(cacheAgeMs / 1000);
    this.#requests.ended(method, code, durationMs);
    for (const gap of gaps) {
      const reason = GapReason[gap.reason] ?? String(gap.reason);
      this.#gaps.inc({ method, path: gap.path.replaceAll(/\[\d+\]/g, ''), reason });
    }
  }

  upstreamEnded({ call, code, durationMs }: Parameters<NonNullable<EngineObserver['upstreamEnded']>>[0]): void {
    this.#upstreamCalls.ended(call, code, durationMs);
  }

  callRepeated({ call, kind, made }: Parameters<NonNullable<EngineObserver['callRepeated']>>[0]): void {
    this.#repeats.inc({ call, kind, outcome: made ? 'made' : 'no-budget' });
  }

  callCache(found: Parameters<NonNullable<EngineObserver['callCache']>>[0]): void {
    const { call, ageMs } = found;
    this.cacheFigures.callCache(found);
    if (ageMs !== undefined) this.#agesOf('reply', call).add(ageMs / 1000);
  }

  cacheRefused(refused: Parameters<NonNullable<EngineObserver['cacheRefused']>>[0]): void {
    this.cacheFigures.cacheRefused(refused);
  }

  #agesOf(kind: 'answer' | 'reply', method: string): BucketCounts {
    const known = this.#ages[kind].get(method);
    if (known !== undefined) return known;
    const ages = this.#cacheAge.of({ kind, method });
    this.#ages[kind].set(method, ages);
    return ages;
  }
}

function countOutcomes(registry: Registry, figures: CacheFigures): void {
  new Counter({
    name: 'tributary_cache_outcomes_total',
    help: 'What the cache did for those who asked (kind "answer": for a composite method, "reply": for an upstream one), and what it refused to keep.',
    labelNames: ['kind', 'method', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { kind, method, counts } of figures.all()) {
        for (const [outcome, count] of Object.entries(counts)) {
          if (count > 0) this.inc({ kind, method, outcome }, count);
        }
      }
    },
  });
}

/** A status code by its name, as `NOT_FOUND`. */
export function codeName(code: number): string {
  return status[code] ?? String(code);
}
