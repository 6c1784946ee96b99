import { Cache } from '@tributary/cache';
import { createEngine } from '@tributary/engine';
import { pino } from 'pino';
import { CompositeMetrics } from '../http/composite-metrics.ts';
import { observeAll } from '../http/observe-all.ts';
import { requestLog } from '../http/request-log.ts';
import type { CompositeOptions } from './composite-options.ts';
import { CompositeRuntime } from './composite-runtime.ts';
import { CompositeStartError } from './composite-start-error.ts';
import { eventLoopTimers } from './event-loop-timers.ts';
import type { LoadedComposites } from './load-composites.ts';
import { UpstreamPool } from './upstream-pool.ts';

/**
 * Puts a composite together. Nothing connects or listens yet.
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
  const pooled = UpstreamPool.of(called, configuration, { now: () => clock.now(), random, address });
  if (pooled.kind === 'failed') throw new CompositeStartError({ kind: 'configuration', problems: pooled.problems });
  const upstreams = pooled.pool;
  const metrics = new CompositeMetrics();
  const engine = createEngine({
    plans,
    upstream: (method) => upstreams.upstreamOf(method),
    cache: new Cache({ maxBytes: configuration.cache.memoryBytes, clock, random }),
    clock,
    random,
    timers: eventLoopTimers,
    observer: observeAll([metrics, requestLog(log)]),
  });
  const methods = plans.map(({ method }) => method);
  return new CompositeRuntime({ configuration, methods, registry, engine, upstreams, metrics, log, clock });
}
