import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeAddresses } from '../../scripts/reference-system/addresses.mjs';
import { startService, type RunningService } from '../../scripts/reference-system/running-service.mjs';
import { servicesOf } from '../../scripts/reference-system/services.mjs';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Environment variables that give every address of the reference system, all free a moment ago. */
export async function freeEnvironment(): Promise<Record<string, string>> {
  const variables = servicesOf({}).flatMap(({ variable, others }) => [
    variable,
    ...others.map((other) => other.variable),
  ]);
  const addresses = await freeAddresses(variables.length);
  return Object.fromEntries(variables.map((variable, index) => [variable, addresses[index] ?? '']));
}

/** The reference system as processes of its own, as `npm start` runs them, on addresses of its own. */
export interface ReferenceSystem {
  /** gRPC address of a service, as `127.0.0.1:40123`. */
  address(name: string): string;
  /** Address of the composite's HTTP port. */
  readonly http: string;
  /** Starts a service that has ended, where it was before, and waits until it is healthy. */
  start(name: string): Promise<void>;
  /** Ends a service in the way given, and waits until it is gone. */
  end(name: string, how: 'politely' | 'by force'): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it, and resolves when every service is healthy. */
export async function startReferenceSystem(): Promise<ReferenceSystem> {
  const environment = { ...process.env, NODE_OPTIONS: '', ...(await freeEnvironment()) };
  const services = servicesOf(environment);
  const logs = await mkdtemp(join(tmpdir(), 'movie-night-logs-'));
  const running = new Map<string, RunningService>();

  const serviceNamed = (name: string) => {
    const service = services.find((one) => one.name === name);
    if (service === undefined) throw new Error(`there is no service ${name}`);
    return service;
  };
  const start = async (name: string) => {
    const logFile = join(logs, `${name}.log`);
    const one = startService(serviceNamed(name), { root, logFile, log: 'append', environment });
    running.set(name, one);
    await one.ready;
  };
  const close = async () => {
    await Promise.all([...running.values()].map(async (one) => await one.stop()));
    await rm(logs, { recursive: true });
  };

  try {
    await Promise.all(services.map(async ({ name }) => await start(name)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address: (name) => serviceNamed(name).address,
    http: serviceNamed('movie-night').others[0]?.address ?? '',
    start,
    async end(name, how) {
      const one = running.get(name);
      if (one?.pid === undefined) throw new Error(`${name} does not run`);
      if (how === 'by force') process.kill(one.pid, 'SIGKILL');
      await one.stop();
    },
    close,
  };
}
