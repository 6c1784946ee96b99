import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  /** Resolves when the composite is connected to a service, which after a failure it tries at intervals. */
  connected(name: string): Promise<void>;
  close(): Promise<void>;
}

/** How long an upstream that is back may go unnoticed: the longest back-off between two attempts, and a busy machine. */
const noticedWithinMs = 60_000;

/** Asks `/readyz` of a composite for the states of its upstreams, until that at the address is ready. */
async function untilConnected(http: string, address: string): Promise<void> {
  const patience = AbortSignal.timeout(noticedWithinMs);
  for (;;) {
    const answer = await fetch(`http://${http}/readyz`, { signal: patience });
    const { upstreams } = (await answer.json()) as { upstreams: Record<string, string> };
    if (upstreams[`dns:///${address}`] === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** MovieNight with the same composition, configuration and code, but for the times that it waits for its upstreams. */
interface PatientMovieNight {
  /** What node runs. */
  readonly entry: string;
  remove(): Promise<void>;
}

/** Makes it in a folder of `node_modules`, where the code finds what it imports. */
async function patientMovieNight(): Promise<PatientMovieNight> {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'movie-night-'));
  const app = join(folder, 'apps/movie-night');
  await cp(join(root, 'proto'), join(folder, 'proto'), { recursive: true });
  await cp(join(root, 'apps/movie-night'), app, { recursive: true });
  const change = async (file: string, from: RegExp, to: string) => {
    const text = await readFile(file, 'utf8');
    if (!from.test(text)) throw new Error(`${file} has nothing like ${from.source}`);
    await writeFile(file, text.replaceAll(from, to));
  };
  await change(join(folder, 'proto/movienight/v1/movienight.proto'), /timeout: "\w+"/g, 'timeout: "20s"');
  await change(join(app, 'tributary.yaml'), /^( +)address: .*$/gm, '$&\n$1keepalive: { timeout: 20s }');
  return { entry: join(app, 'dist/main.js'), remove: async () => await rm(folder, { recursive: true }) };
}

/**
 * Starts all of it, and resolves when every service is healthy. An answer that is whole on a machine with nothing else to do
 * is whole on a busy one, too: nobody gives up waiting.
 */
export async function startReferenceSystem(): Promise<ReferenceSystem> {
  const environment = { ...process.env, NODE_OPTIONS: '', ...(await freeEnvironment()) };
  const movieNight = await patientMovieNight();
  const services = servicesOf(environment).map((service) =>
    service.name === 'movie-night' ? { ...service, entry: movieNight.entry } : service,
  );
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
    await movieNight.remove();
  };

  try {
    await Promise.all(services.map(async ({ name }) => await start(name)));
  } catch (error) {
    await close();
    throw error;
  }
  const http = serviceNamed('movie-night').others[0]?.address ?? '';
  return {
    address: (name) => serviceNamed(name).address,
    http,
    start,
    async end(name, how) {
      const one = running.get(name);
      if (one?.pid === undefined) throw new Error(`${name} does not run`);
      if (how === 'by force') process.kill(one.pid, 'SIGKILL');
      await one.stop();
    },
    connected: async (name) => await untilConnected(http, serviceNamed(name).address),
    close,
  };
}
