import cluster from 'node:cluster';
import type { Configuration } from '@tributary/configuration';
import {
  CompositeStartError,
  lightenAsyncBinding,
  ListenError,
  releaseStartMemory,
  shutDownOnSignals,
  startComposite,
} from '@tributary/nestjs';
import { type Logger, pino } from 'pino';
import { readConfigurationFile } from '../read-configuration-file.ts';
import { Refusal } from '../refusal.ts';
import { closingMs } from './closing-time.ts';
import { runWorker } from './run-worker.ts';
import { serveWithWorkers } from './serve-with-workers.ts';

/** What `tributary serve` is told. */
export interface ServeOptions {
  readonly config?: string;
  readonly workers: number;
}

/** Serves a composite, in this process or in several. Resolves when it serves. */
export async function serveComposite({ config, workers }: ServeOptions): Promise<void> {
  const configuration = await readConfigurationFile(config);
  lightenAsyncBinding();
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  if (cluster.isWorker) await runWorker(configuration, workers, log);
  else if (workers > 1) await serveWithWorkers(configuration, workers, log);
  else await serveAlone(configuration, log);
}

async function serveAlone(configuration: Configuration, log: Logger): Promise<void> {
  try {
    const composite = await startComposite(configuration, { log });
    shutDownOnSignals({ log, close: () => composite.close(), limitMs: configuration.drainMs + closingMs });
    releaseStartMemory();
  } catch (error) {
    if (error instanceof CompositeStartError || error instanceof ListenError) throw new Refusal(error.message);
    throw error;
  }
}
