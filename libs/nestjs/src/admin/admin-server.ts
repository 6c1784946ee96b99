import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { defaultServerLimits, formatListenAddress, type ListenAddress } from '@tributary/configuration';
import { gateServer, grpcOptionsOf } from '../gate/gate-server.ts';
import { CacheService } from '../generated/tributary/admin/v1/cache_pb.ts';
import { UsageService } from '../generated/tributary/admin/v1/usage_pb.ts';
import { ListenError } from '../service/bounded-grpc-server.ts';
import { addHealth, HEALTH_SERVICE } from '../service/health.ts';
import { serviceDefinitionOf } from '../service/message-codec.ts';
import { addReflection } from '../service/reflection.ts';
import type { Administration } from './administration.ts';
import { cacheAdmin } from './cache-admin.ts';
import { usageAdmin } from './usage-admin.ts';

/** A server for those who administer a composite. */
export interface AdminServer {
  /** With the port it got, where port 0 was asked for. */
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/** So long running calls get to end: an invalidation waits for other replicas for less. */
const drainMs = 500;

/**
 * Serves the services of `tributary.admin.v1`, with health and reflection, on an address of its own: whoever reaches it may
 * invalidate, so it is not where callers of composite methods are.
 *
 * @throws ListenError
 */
export async function startAdminServer(
  address: ListenAddress,
  administration: Administration,
  log: Logger,
): Promise<AdminServer> {
  const server = new Server(grpcOptionsOf(defaultServerLimits));
  const definitions = { cache: serviceDefinitionOf(CacheService), usage: serviceDefinitionOf(UsageService) };
  server.addService(definitions.cache, cacheAdmin(administration, log));
  server.addService(definitions.usage, usageAdmin(administration, log));
  const served = [CacheService, UsageService];
  const names = served.map(({ typeName }) => typeName);
  const health = addHealth(server, names);
  addReflection(server, [...served.map(({ file }) => file), health.file], [...names, HEALTH_SERVICE]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(formatListenAddress(address), ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new ListenError(address, error));
    });
  });
  const own = [...Object.values(definitions.cache), ...Object.values(definitions.usage)].map(({ path }) => path);
  const gate = gateServer(server, defaultServerLimits, (path) => (own.includes(path) ? 'grpc-js' : undefined));
  health.serving();
  const bound = { host: address.host, port };
  return {
    address: bound,
    close: async () => {
      health.notServing();
      await gate.drain(drainMs);
      server.forceShutdown();
    },
  };
}
