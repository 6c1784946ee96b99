import {
  type ChannelOptions,
  makeGenericClientConstructor,
  type Server,
  type ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { ListenAddress } from '@tributary/configuration';
import { answerDirectly } from '../direct/direct-call.ts';
import type { AnswererOf, DirectAnswerer } from '../gate/stream-gate.ts';
import { BoundedGrpcServer } from '../service/bounded-grpc-server.ts';
import { addHealth, HEALTH_SERVICE, type Health } from '../service/health.ts';
import { collectServerLoad } from '../http/server-metrics.ts';
import type { PackageDefinition } from '../service/message-codec.ts';
import { addReflection } from '../service/reflection.ts';
import { compositeDefinition } from './composite-definition.ts';
import type { ReplyTrailers } from './composite-reply.ts';
import type { CompositeRuntime } from './composite-runtime.ts';
import { CallWithTrailers } from './reply-trailers.ts';
import { StandingCalls } from './standing-calls.ts';

/** What a {@link CompositeGrpcServer} is made of besides the composite. */
export interface CompositeGrpcServerOptions {
  readonly address: ListenAddress;
  /** The app's own services. */
  readonly own: PackageDefinition;
  /**
   * Who answers composite methods: NestJS, so that guards, interceptors and filters of the app apply; or nobody else
   * (`directly`), for an app that has none.
   */
  readonly answer: 'through-nestjs' | 'directly';
  readonly credentials?: ServerCredentials | undefined;
  readonly channelOptions?: ChannelOptions | undefined;
}

/**
 * NestJS's gRPC transport for apps with composite methods: bytes pass through them, their answers have trailers, and
 * health and reflection tell of all services that have handlers.
 */
export class CompositeGrpcServer extends BoundedGrpcServer {
  readonly #runtime: CompositeRuntime;
  readonly #definition: PackageDefinition;
  readonly #standing: StandingCalls;
  readonly #direct: ReadonlyMap<string, DirectAnswerer>;
  #health: Health | undefined;

  constructor(runtime: CompositeRuntime, options: CompositeGrpcServerOptions) {
    const { address, own, answer, credentials, channelOptions } = options;
    const { methods, methodTrailers, configuration } = runtime.parts;
    const definition = compositeDefinition(methods, own);
    const standing = new StandingCalls();
    super({
      address,
      definition,
      drainMs: configuration.drainMs,
      limits: configuration.limits,
      // Credentials that the app gives itself go over the configured ones.
      tls: credentials === undefined ? runtime.parts.tls : undefined,
      credentials,
      channelOptions: {
        ...channelOptions,
        interceptors: [
          ...((channelOptions?.['interceptors'] as unknown[] | undefined) ?? []),
          interceptor(methodTrailers, standing),
        ],
      },
    });
    this.#runtime = runtime;
    this.#definition = definition;
    this.#standing = standing;
    const direct = answer === 'directly' ? [...runtime.endpoints] : [];
    this.#direct = new Map(direct.map(([path, endpoint]) => [path, answerDirectly(endpoint)]));
  }

  protected override answererOf(path: string): ReturnType<AnswererOf> {
    return this.#direct.get(path) ?? super.answererOf(path);
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    await super.listen((error) => {
      if (error === undefined && this.address !== undefined && this.#health !== undefined) {
        collectServerLoad(this.#runtime.parts.metrics.registry, () => this.load);
        this.#runtime.listening(this.address, this.#health);
      }
      callback(error);
    });
  }

  /**
   * Adds the services that have handlers, one by one. (NestJS goes by packages, and would add a service twice where one
   * package is inside another.)
   */
  override async bindEvents(): Promise<void> {
    const server = this.grpcClient as Server;
    const served: string[] = [];
    for (const [name, service] of Object.entries(this.#definition)) {
      if (!isService(service)) continue;
      const shortName = name.slice(name.lastIndexOf('.') + 1);
      const handlers = await this.createService(makeGenericClientConstructor(service, shortName), shortName);
      if (Object.keys(handlers).length === 0) continue;
      server.addService(service, handlers);
      served.push(name);
    }
    this.#health = addHealth(server, served);
    // What proto-loader keeps of contracts is not fit to be shown: services that it loaded are listed, not described.
    const files = served.flatMap((name) => this.#runtime.parts.registry.getService(name)?.file ?? []);
    addReflection(server, [...files, this.#health.file], [...served, HEALTH_SERVICE]);
  }

  override async close(): Promise<void> {
    this.#runtime.drain();
    this.#standing.end();
    await super.close();
  }
}

/** One for all, as each costs a layer. */
function interceptor(methodTrailers: ReadonlyMap<string, ReplyTrailers>, standing: StandingCalls): ServerInterceptor {
  return (method, call) => {
    const ofMethod = methodTrailers.get(method.path);
    if (ofMethod !== undefined) return new CallWithTrailers(call, ofMethod);
    return standing.note(method, call) ?? new ServerInterceptingCall(call);
  };
}

// proto-loader puts types beside services.
function isService(definition: PackageDefinition[string]): definition is ServiceDefinition {
  return !('format' in definition) || typeof definition.format !== 'string';
}
