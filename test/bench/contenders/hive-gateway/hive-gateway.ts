import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../processes/free-port.ts';
import { startListening } from '../../processes/listening-process.ts';
import type { Contender } from '../contender.ts';
import { gatewayFolder, gatewayVersion, installGateway } from './install.ts';
import { composeGraph, graphFor } from './supergraph.ts';

/** The same calls as GraphQL: Hive Gateway with the gRPC transport of GraphQL Mesh. */
export function hiveGateway(say: (line: string) => void): Contender {
  return {
    name: 'hive-gateway',
    title: `Hive Gateway ${gatewayVersion}`,
    async prepare() {
      const trouble = await installGateway(say);
      if (trouble !== undefined) return trouble;
      await composeGraph();
      return undefined;
    },
    cannot: () => undefined,
    async start(addresses, { warmKeys }) {
      const folder = await mkdtemp(join(gatewayFolder, 'run-'));
      const address = `127.0.0.1:${await freePort()}`;
      const config = join(folder, 'gateway.config.mjs');
      await writeFile(join(folder, 'supergraph.graphql'), await graphFor(addresses));
      await writeFile(config, configuration(address, join(folder, 'supergraph.graphql'), warmKeys));
      const { pid, stop } = await startListening({
        args: [join(gatewayFolder, 'node_modules/@graphql-hive/gateway/dist/bin.js'), 'supergraph', '-c', config],
        directory: gatewayFolder,
        listening: /(?:Listening on|Server started on) (\S+)/i,
      });
      return {
        pid,
        target: () => ({ kind: 'graphql', url: `http://${address}/graphql` }),
        async stop() {
          await stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/** One process, and what it would do besides answering turned off. */
function configuration(address: string, supergraph: string, caches: boolean): string {
  const [host = '', port = ''] = address.split(':');
  return `
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  supergraph: ${JSON.stringify(supergraph)},
  host: ${JSON.stringify(host)},
  port: ${port},
  fork: 1,
  pollingInterval: 0,
  landingPage: false,
  graphiql: false,
  ${caches ? "cache: { type: 'localforage' }, responseCaching: { session: () => null, ttl: 3_600_000 }," : ''}
});
`;
}
