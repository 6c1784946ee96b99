import { createEngine } from '@tributary/engine';
import { pino } from 'pino';
import { CompositeMetrics } from '../http/composite-metrics.ts';
import { observeAll } from '../http/observe-all.ts';
import { requestLog } from '../http/request-log.ts';
import { UsageTally } from '../usage/usage-tally.ts';
import type { CompositeOptions } from './composite-options.ts';
import { CompositeRuntime } from './composite-runtime.ts';
import { configuredTls } from './configured-tls.ts';
import { configuredCache } from './configured-cache.ts';
import { deprecationTrailers } from './deprecation-trailers.ts';
import { CompositeStartError } from './composite-start-error.ts';
import { eventLoopTimers } from './event-loop-timers.ts';
import type { LoadedComposites } from './load-composites.ts';
import { UpstreamPool } from './upstream-pool.ts';

/**
 * Puts a composite together. Nothing listens yet, and nothing connects but to the Redis of the cache.
 *
 * @throws CompositeStartError where a composition calls what nothing configures
 */
export function makeComposite(loaded: LoadedComposites, options: CompositeOptions): CompositeRuntime {
  const { configuration, plans, registry } = loaded;
  const clock = options.clock ?? { now: () => Date.now() };
  const random = options.random ?? (() => Math.random());
  const log = options.log ?? pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  const called = new Set(plans.flatMap((plan) => plan.upstreamMethods));
  const address = options.upstreamAddress;
  const onCertificates = (target: string, problem: string | undefined): void => {
    if (problem === undefined) log.info({ target }, 'certificates have changed');
    else log.warn({ target, problem }, 'certificates have changed and cannot be used: the old ones are');
  };
  const pooled = UpstreamPool.of(called, configuration, { now: () => clock.now(), random, address, onCertificates });
  if (pooled.kind === 'failed') throw new CompositeStartError({ kind: 'configuration', problems: pooled.problems });
  const upstreams = pooled.pool;
  const tls = configuredTls(configuration, log);
  const metrics = new CompositeMetrics();
  const { cache, ...configured } = configuredCache(configuration.cache, {
    clock,
    random,
    log,
    backOff: options.staleBackOff,
    siblings: options.siblings,
  });
  const closeCache = (): void => configured.close();
  metrics.collectCache(() => cache.stats());
  metrics.collectUpstreams(() => upstreams.figures());
  const usage = new UsageTally();
  metrics.collectUsage(usage);
  const engine = createEngine({
    plans,
    upstream: (method) => upstreams.upstreamOf(method),
    cache,
    clock,
    random,
    timers: eventLoopTimers,
    observer: observeAll([metrics, requestLog(log)]),
  });
  const methods = plans.map(({ method }) => method);
  const methodTrailers = new Map(
    plans.map(({ path, composition }) => [path, deprecationTrailers(composition.deprecation)] as const),
  );
  const running = { engine, cache, closeCache, upstreams, tls, metrics, usage };
  const parts = { configuration, methods, methodTrailers, registry, ...running, log, clock };
  try {
    return new CompositeRuntime(parts);
  } catch (error) {
    closeCache();
    throw error;
  }
}
