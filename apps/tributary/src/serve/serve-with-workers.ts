import cluster from 'node:cluster';
import {
  type Configuration,
  formatListenAddress,
  ListenError,
  shutDownOnSignals,
  startStatusServer,
} from '@tributary/nestjs';
import type { Logger } from 'pino';
import { Refusal } from '../refusal.ts';
import { closingMs } from './closing-time.ts';
import { Supervisor } from './supervisor.ts';

/**
 * Serves with several processes on one address: this one supervises them, sums their metrics and tells how they are.
 *
 * SIGTERM and SIGINT end them all, SIGHUP replaces them one by one.
 */
export async function serveWithWorkers(configuration: Configuration, workers: number, log: Logger): Promise<void> {
  // The workers are this command again, with all it was given.
  cluster.setupPrimary({ args: process.argv.slice(2) });
  const limitMs = configuration.drainMs + closingMs;
  const supervisor = new Supervisor({ workers, endMs: limitMs, log });
  const status = configuration.http === undefined ? undefined : await listen(configuration.http, supervisor);
  const started = await supervisor.start();
  if (started.kind !== 'serving') {
    await Promise.all([status?.close(), supervisor.close()]);
    throw new Refusal(started.kind === 'refused' ? started.message : `a worker died when it started: ${started.how}`);
  }
  shutDownOnSignals({
    log,
    close: async () => {
      await supervisor.close();
      await status?.close();
    },
    limitMs: limitMs + closingMs,
  });
  process.on('SIGHUP', () => {
    supervisor.restart().catch((error: unknown) => log.error({ err: error }, 'restarting the workers failed'));
  });
  const http = status === undefined ? 'off' : formatListenAddress(status.address);
  log.info({ address: started.address, http, workers }, 'all workers serve');
}

async function listen(
  address: NonNullable<Configuration['http']>,
  supervisor: Supervisor,
): ReturnType<typeof startStatusServer> {
  try {
    return await startStatusServer(address, {
      readiness: () => supervisor.readiness(),
      metrics: () => supervisor.metrics.text(),
    });
  } catch (error) {
    throw error instanceof ListenError ? new Refusal(error.message) : error;
  }
}
