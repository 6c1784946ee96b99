import { fork } from 'node:child_process';
import { processFile } from '../places.ts';
import { ask } from '../processes/question.ts';

/** Addresses as `HOST:PORT`, by the full name of the service. */
export type Addresses = Readonly<Record<string, string>>;

/** What may be asked of the process of the upstreams. */
export type UpstreamQuestion =
  { readonly kind: 'addresses' | 'calls' } | { readonly kind: 'delay'; readonly delayMs: number };

/** What it answers, by question. */
export interface UpstreamAnswer {
  readonly addresses?: Addresses;
  readonly calls?: number;
}

/** The shop's services, all in one process of their own, each on a port of its own. */
export interface Upstreams {
  readonly addresses: Addresses;
  /** Calls that they have got so far. */
  calls(): Promise<number>;
  /** From now on each reply takes so long. */
  delay(delayMs: number): Promise<void>;
  stop(): void;
}

/** Starts them. */
export async function startUpstreams(): Promise<Upstreams> {
  const child = fork(processFile('upstreams/upstreams.process.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const question = (body: UpstreamQuestion): Promise<UpstreamAnswer> => ask(child, body);
  const { addresses = {} } = await question({ kind: 'addresses' });
  return {
    addresses,
    calls: async () => (await question({ kind: 'calls' })).calls ?? 0,
    delay: async (delayMs) => {
      await question({ kind: 'delay', delayMs });
    },
    stop: () => child.kill('SIGKILL'),
  };
}
