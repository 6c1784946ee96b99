import type { Http2Server } from 'node:http2';
import type { ChannelOptions, Server } from '@grpc/grpc-js';
import type { ServerLimits } from '@tributary/configuration';
import { ConnectionGuard } from './connection-guard.ts';
import { type AnswererOf, type ServerLoad, StreamGate, type StreamEvent } from './stream-gate.ts';

/** The gate of a server. */
export interface ServerGate {
  /** How the server is doing. */
  readonly load: ServerLoad;
  /** The HTTP/2 servers of grpc-js, one for each address that a host has. */
  readonly http2Servers: readonly Http2Server[];
  /**
   * Takes no more connections, and lets those that there are end with their calls. What is left after a while is cut off.
   *
   * @returns when nothing is left
   */
  drain(withinMs: number): Promise<void>;
}

/** Those limits that grpc-js keeps itself, as its options. `grpc.enable_channelz` keeps every connection on record. */
export function grpcOptionsOf(limits: ServerLimits): ChannelOptions {
  return {
    'grpc.max_concurrent_streams': limits.streamsPerConnection,
    'grpc.max_receive_message_length': limits.requestBytes,
    // Together, what it takes to notice a peer that is silent.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.enable_channelz': 0,
  };
}

/**
 * Puts a gate in front of a grpc-js server. To be called as soon as it is bound, in the same turn.
 *
 * @throws Error where the server is not as that of the grpc-js this was written for: it would be without limits
 */
export function gateServer(server: Server, limits: ServerLimits, answererOf: AnswererOf): ServerGate {
  const http2Servers = http2ServersOf(server);
  const streams = new StreamGate(limits, answererOf);
  const connections = new ConnectionGuard(limits);
  for (const http2Server of http2Servers) {
    connections.watch(http2Server);
    const handlers = http2Server.listeners('stream') as ((...event: StreamEvent) => void)[];
    http2Server.removeAllListeners('stream');
    const handle = (...event: StreamEvent) => {
      for (const handler of handlers) handler(...event);
    };
    http2Server.on('stream', (...event: StreamEvent) => streams.pass(event, handle));
  }
  return {
    http2Servers,
    get load() {
      return { ...streams.load, connections: connections.connections };
    },
    async drain(withinMs) {
      for (const http2Server of http2Servers) http2Server.close();
      await connections.drain(withinMs);
      streams.close();
    },
  };
}

/** grpc-js does not hand out its HTTP/2 servers. */
function http2ServersOf(server: object): Http2Server[] {
  const { http2Servers } = server as { http2Servers?: unknown };
  const found = http2Servers instanceof Map ? ([...http2Servers.keys()] as Http2Server[]) : [];
  if (found.length === 0 || found.some((one) => one.listenerCount('stream') === 0)) {
    throw new Error('this release of @grpc/grpc-js has no HTTP/2 servers where they were');
  }
  return found;
}
