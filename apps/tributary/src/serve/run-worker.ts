import type { Siblings } from '@tributary/cache';
import {
  CompositeStartError,
  type Configuration,
  ListenError,
  releaseStartMemory,
  type RunningComposite,
  shutDownOnSignals,
  startComposite,
} from '@tributary/nestjs';
import type { Logger } from 'pino';
import { closingMs } from './closing-time.ts';
import { ProcessLink } from './process-link.ts';
import type { AskedOfSupervisor, AskedOfWorkers } from './worker-questions.ts';

type SupervisorLink = ProcessLink<AskedOfSupervisor, AskedOfWorkers>;

/** A supervisor answers at once, or is stuck. */
const supervisorMs = 1000;
/** But while all workers of a small machine start at once. */
const startMs = 30_000;

/**
 * Runs this process as one of the workers of a server: it serves composite methods on the address that all share, and
 * leaves everything else to the supervisor. (Node ends a worker whose supervisor is gone.)
 *
 * @param workers - how many share what the configuration gives the cache
 */
export async function runWorker(configuration: Configuration, workers: number, log: Logger): Promise<void> {
  const link: SupervisorLink = new ProcessLink(process);
  try {
    const composite = await startComposite(shareOf(configuration, workers), { log, siblings: siblingsOver(link) });
    composite.runtime.parts.metrics.collectProcess();
    answerSupervisor(link, composite);
    shutDownOnSignals({
      log,
      close: () => close(link, composite),
      limitMs: configuration.drainMs + closingMs,
    });
    releaseStartMemory();
    await link.ask('serving', { address: composite.grpcAddress }, startMs);
  } catch (error) {
    if (!(error instanceof CompositeStartError || error instanceof ListenError)) throw error;
    await link.ask('refused', { message: error.message }, startMs);
    process.exit(1);
  }
}

/** What one of several workers is to do: its part of the memory, and nothing that listens but the composite. */
function shareOf(configuration: Configuration, workers: number): Configuration {
  const { cache } = configuration;
  const memoryBytes = Math.max(1, Math.floor(cache.memoryBytes / workers));
  return { ...configuration, http: undefined, admin: undefined, cache: { ...cache, memoryBytes } };
}

function siblingsOver(link: SupervisorLink): Siblings {
  return {
    announce(tags, done) {
      // Who does not answer is stuck or gone; its entries end by their times.
      link.ask('announce', tags, supervisorMs).then(done, () => done(0));
    },
    listen(heard) {
      link.answer('invalidated', heard);
    },
  };
}

function answerSupervisor(link: SupervisorLink, { runtime }: RunningComposite): void {
  link.answer('metrics', () => runtime.parts.metrics.registry.getMetricsAsJSON());
  link.answer('readiness', () => runtime.readiness());
  link.answer('invalidate', (tags) => runtime.administration.invalidate(tags));
  link.answer('cacheReport', () => runtime.administration.cacheReport());
  link.answer('usageReport', () => runtime.administration.usageReport());
}

async function close(link: SupervisorLink, composite: RunningComposite): Promise<void> {
  await composite.close();
  const counted = await composite.runtime.parts.metrics.registry.getMetricsAsJSON();
  await link.ask('departing', counted, supervisorMs).catch(() => undefined);
}
