import cluster from 'node:cluster';
import {
  type AdminServer,
  type Configuration,
  formatListenAddress,
  ListenError,
  shutDownOnSignals,
  startAdminServer,
  startStatusServer,
  type StatusServer,
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
  const stations = await listen(configuration, supervisor, log);
  const started = await supervisor.start();
  if (started.kind !== 'serving') {
    await Promise.all([stations.close(), supervisor.close()]);
    throw new Refusal(started.kind === 'refused' ? started.message : `a worker died when it started: ${started.how}`);
  }
  shutDownOnSignals({
    log,
    close: async () => {
      await supervisor.close();
      await stations.close();
    },
    limitMs: limitMs + closingMs,
  });
  process.on('SIGHUP', () => {
    supervisor.restart().catch((error: unknown) => log.error({ err: error }, 'restarting the workers failed'));
  });
  const { http, admin } = stations;
  log.info({ address: started.address, http, admin, workers }, 'all workers serve');
}

/** Where the supervisor itself listens. */
interface Stations {
  /** `HOST:PORT`, or `off`. */
  readonly http: string;
  readonly admin: string;
  close(): Promise<void>;
}

async function listen({ http, admin }: Configuration, supervisor: Supervisor, log: Logger): Promise<Stations> {
  const opened: (StatusServer | AdminServer)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((server) => server.close()));
  };
  const addressOf = (server: StatusServer | AdminServer): string => {
    opened.push(server);
    return formatListenAddress(server.address);
  };
  const sources = { readiness: () => supervisor.readiness(), metrics: () => supervisor.metrics.text() };
  try {
    return {
      http: http === undefined ? 'off' : addressOf(await startStatusServer(http, sources)),
      admin: admin === undefined ? 'off' : addressOf(await startAdminServer(admin, supervisor, log)),
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof ListenError ? new Refusal(error.message) : error;
  }
}
