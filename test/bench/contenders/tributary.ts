import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protos, repository } from '../places.ts';
import { startListening } from '../processes/listening-process.ts';
import type { Addresses } from '../upstreams/upstreams.ts';
import { type Contender, pagesTarget, type RunningContender } from './contender.ts';

/** The command line of Tributary. */
export const tributaryCommand = join(repository, 'apps/tributary/bin/tributary.js');

/** `tributary serve` with the composite of `protos/shop/pages`, as anybody would run it. */
export const tributary: Contender = {
  name: 'tributary',
  title: 'Tributary',
  prepare: () => Promise.resolve(undefined),
  cannot: () => undefined,
  start: (addresses) => serve(protos, addresses),
};

/** Serves the composites of a folder of protos. */
export async function serve(folder: string, addresses: Addresses): Promise<RunningContender> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  try {
    const config = join(directory, 'tributary.yaml');
    const upstreams = Object.fromEntries(Object.entries(addresses).map(([service, address]) => [service, { address }]));
    // YAML is a superset of JSON.
    await writeFile(config, JSON.stringify({ listen: '127.0.0.1:0', http: '127.0.0.1:0', proto: folder, upstreams }));
    const { pid, address, stop } = await startListening({
      // As `npx tributary` runs it: the file says which options of Node it wants.
      command: tributaryCommand,
      args: ['serve', '--config', config],
      listening: /"address":"(127\.0\.0\.1:\d+)"/,
    });
    return { pid, target: (scenario) => pagesTarget(address, scenario), stop };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
