import { Server, ServerCredentials, type ChannelOptions, type ServiceDefinition } from '@grpc/grpc-js';
import { ServerGrpc, type CustomTransportStrategy } from '@nestjs/microservices';
import {
  defaultServerLimits,
  formatListenAddress,
  type ListenAddress,
  type ServerLimits,
} from '@tributary/configuration';
import { gateServer, grpcOptionsOf, type ServerGate } from '../gate/gate-server.ts';
import type { AnswererOf, ServerLoad } from '../gate/stream-gate.ts';
import type { ListenerTls } from './listener-tls.ts';
import type { PackageDefinition } from './message-codec.ts';

/** What a {@link BoundedGrpcServer} is made of. */
export interface BoundedGrpcServerOptions {
  readonly address: ListenAddress;
  /** All services that controllers may implement. */
  readonly definition: PackageDefinition;
  /** TLS with certificates from files, over `credentials`. */
  readonly tls?: ListenerTls | undefined;
  /** Credentials; default: none, plain text. */
  readonly credentials?: ServerCredentials | undefined;
  /** How much it takes on. Default: {@link defaultServerLimits}. */
  readonly limits?: ServerLimits;
  /** Options of grpc-js, over those that follow from the limits. */
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
 * NestJS's gRPC transport with what it lacks: it takes on no more than it can do, tells the port it got, says clearly
 * that one is taken, and ends in bounded time: new calls are refused at once, running ones get `drainMs`, then the rest is cut off.
 */
export class BoundedGrpcServer extends ServerGrpc implements CustomTransportStrategy {
  readonly #options: BoundedGrpcServerOptions;
  #server: Server | undefined;
  #address: ListenAddress | undefined;
  #gate: ServerGate | undefined;
  readonly #unaryPaths: ReadonlySet<string>;

  constructor(options: BoundedGrpcServerOptions) {
    super({
      url: formatListenAddress(options.address),
      package: packagesOf(options.definition),
      packageDefinition: options.definition,
    });
    this.#options = options;
    this.#unaryPaths = unaryPathsOf(options.definition);
  }

  /** Where the server listens; undefined before it does. */
  get address(): ListenAddress | undefined {
    return this.#address;
  }

  /** How it is doing. */
  get load(): ServerLoad {
    return this.#gate?.load ?? noLoad;
  }

  /** Adds all services, then binds: no call finds the port open and its service missing. */
  override async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { channelOptions, limits = defaultServerLimits, onServer, tls } = this.#options;
      const server = new Server({ ...grpcOptionsOf(limits), ...channelOptions });
      this.grpcClient = server;
      onServer?.(server);
      await this.bindEvents();
      this.#address = await this.#bind(server);
      this.#gate = gateServer(server, limits, (path) => this.answererOf(path));
      tls?.follow(this.#gate.http2Servers);
      this.#server = server;
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Who answers the calls of a method. */
  protected answererOf(path: string): ReturnType<AnswererOf> {
    return this.#unaryPaths.has(path) ? 'grpc-js' : undefined;
  }

  async #bind(server: Server): Promise<ListenAddress> {
    const { address, tls } = this.#options;
    const credentials = tls?.credentials ?? this.#options.credentials ?? ServerCredentials.createInsecure();
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
    if (server === undefined) return;
    this.#server = undefined;
    await this.#gate?.drain(this.#options.drainMs);
    server.forceShutdown();
  }
}

function packagesOf(definition: PackageDefinition): string[] {
  return [...new Set(Object.keys(definition).map((name) => name.slice(0, name.lastIndexOf('.'))))];
}

const noLoad: ServerLoad = { connections: 0, inFlight: 0, queued: 0, concurrencyLimit: 0, refused: new Map() };

/** Paths of unary methods. (proto-loader puts types beside services.) */
function unaryPathsOf(definition: PackageDefinition): ReadonlySet<string> {
  const methods = Object.values(definition).flatMap((service) =>
    'format' in service && typeof service.format === 'string' ? [] : Object.values(service as ServiceDefinition),
  );
  return new Set(methods.filter((one) => !one.requestStream && !one.responseStream).map(({ path }) => path));
}
