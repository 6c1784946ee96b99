import type { DescFile } from '@bufbuild/protobuf';
import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { Health as HealthService } from '../generated/health/v1/health_pb.ts';

/** The state of a server's services, as `grpc.health.v1.Health` tells it. */
export interface Health {
  /** Says SERVING of the server and of each service. */
  serving(): void;
  /** Says NOT_SERVING, so that clients that watch go elsewhere: the first step of a shutdown. */
  notServing(): void;
  /** Says it of one service; the server as a whole keeps its state. */
  set(serviceName: string, state: 'SERVING' | 'NOT_SERVING'): void;
  /** The contract of the health service, for reflection. */
  readonly file: DescFile;
}

/** Full name of the health service. */
export const HEALTH_SERVICE = HealthService.typeName;

/**
 * Adds the standard health service. It says NOT_SERVING until told otherwise.
 *
 * @param server not started yet
 * @param serviceNames full names; the empty name, for the server as a whole, is added
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function addHealth(server: Server, serviceNames: readonly string[]): Health {
  const names = ['', ...serviceNames];
  const implementation = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'NOT_SERVING'])));
  implementation.addToServer(server);
  const say = (state: 'SERVING' | 'NOT_SERVING') => {
    for (const name of names) implementation.setStatus(name, state);
  };
  return {
    serving: () => say('SERVING'),
    notServing: () => say('NOT_SERVING'),
    set: (name, state) => implementation.setStatus(name, state),
    file: HealthService.file,
  };
}
