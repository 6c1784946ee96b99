import { Server, ServerCredentials, type ChannelOptions } from '@grpc/grpc-js';
import { ServerGrpc, type CustomTransportStrategy } from '@nestjs/microservices';
import { formatListenAddress, type ListenAddress } from './listen-address.ts';
import type { PackageDefinition } from './message-codec.ts';

/** What a {@link BoundedGrpcServer} is made of. */
export interface BoundedGrpcServerOptions {
  readonly address: ListenAddress;
  /** All services that controllers may implement. */
  readonly definition: PackageDefinition;
  /** Credentials; default: none, plain text. */
  readonly credentials?: ServerCredentials;
  /** Options of grpc-js, over the defaults {@link grpcServerDefaults}. */
  readonly channelOptions?: ChannelOptions;
  /** How long a shutdown waits for calls that run. */
  readonly drainMs: number;
  /** Called before the controllers' services are added: the place for services that are no controllers. */
  readonly onServer?: (server: Server) => void;
}

/** The server could not listen on its address. */
export class ListenError extends Error {
  readonly address: ListenAddress;
  /** Whether another process has the port. */
  readonly taken: boolean;

  constructor(address: ListenAddress, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const taken = reason.includes('EADDRINUSE');
    const where = formatListenAddress(address);
    super(taken ? `port ${address.port} is taken: cannot listen on ${where}` : `cannot listen on ${where}: ${reason}`, {
      cause,
    });
    this.address = address;
    this.taken = taken;
  }
}

/**
 * Limits where grpc-js has none: streams on one connection, and peers that have gone silent. `grpc.enable_channelz` keeps
 * a record of every connection for ever.
 */
export const grpcServerDefaults: ChannelOptions = {
  'grpc.max_concurrent_streams': 1000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.enable_channelz': 0,
};

/**
 * NestJS's gRPC transport with what it lacks: it tells the port it got, says clearly that one is taken, and ends in
 * bounded time: new calls are refused at once, running ones get `drainMs`, then the rest is cut off.
 */
export class BoundedGrpcServer extends ServerGrpc implements CustomTransportStrategy {
  readonly #options: BoundedGrpcServerOptions;
  #server: Server | undefined;
  #address: ListenAddress | undefined;

  constructor(options: BoundedGrpcServerOptions) {
    super({
      url: formatListenAddress(options.address),
      package: packagesOf(options.definition),
      packageDefinition: options.definition,
    });
    this.#options = options;
  }

  /** Where the server listens; undefined before it does. */
  get address(): ListenAddress | undefined {
    return this.#address;
  }

  /** Adds all services, then binds: no call finds the port open and its service missing. */
  override async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { channelOptions, onServer } = this.#options;
      const server = new Server({ ...grpcServerDefaults, ...channelOptions });
      this.grpcClient = server;
      onServer?.(server);
      await this.bindEvents();
      this.#address = await this.#bind(server);
      this.#server = server;
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async #bind(server: Server): Promise<ListenAddress> {
    const { address, credentials = ServerCredentials.createInsecure() } = this.#options;
    return await new Promise((resolve, reject) => {
      server.bindAsync(formatListenAddress(address), credentials, (error, port) => {
        if (error === null) resolve({ host: address.host, port });
        else reject(new ListenError(address, error));
      });
    });
  }

  /** Ends within `drainMs`, whatever the calls do. */
  override async close(): Promise<void> {
    const server = this.#server;
    const address = this.#address;
    if (server === undefined || address === undefined) return;
    this.#server = undefined;
    const { drainMs } = this.#options;
    // `forceShutdown` alone would leave connections open: it knows of them only where channelz is on (grpc-js 1.14).
    server.drain(formatListenAddress(address), drainMs);
    await new Promise<void>((resolve) => {
      const limit = setTimeout(() => {
        server.forceShutdown();
        resolve();
      }, drainMs);
      server.tryShutdown(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }
}

function packagesOf(definition: PackageDefinition): string[] {
  return [...new Set(Object.keys(definition).map((name) => name.slice(0, name.lastIndexOf('.'))))];
}
