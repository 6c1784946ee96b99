import type { ChannelOptions, ServerCredentials } from '@grpc/grpc-js';
import { loadSync, type Options as LoaderOptions } from '@grpc/proto-loader';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { parseListenAddress } from '@tributary/configuration';
import { includesDirectory } from '@tributary/protos';
import { type PackageDefinition, packageDefinitionOf } from '../service/message-codec.ts';
import { CompositeGrpcServer } from './composite-grpc-server.ts';
import { CompositeRuntime } from './composite-runtime.ts';

/** The app's own gRPC services, beside composite methods: what one would give NestJS's gRPC transport. */
export interface CompositeGrpcOptions {
  /** `HOST:PORT`. Default: the configuration's `listen`. */
  readonly url?: string;
  /**
   * The app's own protos, as NestJS takes them; the included ones can be imported. Reflection lists their services but
   * cannot describe them.
   */
  readonly protoPath?: string | string[];
  /** How proto-loader reads them. */
  readonly loader?: LoaderOptions;
  /** Or: the app's own services, loaded already. */
  readonly packageDefinition?: PackageDefinition;
  /**
   * Or: full names of services in the composite's own contracts that the app's handlers implement. Messages are
   * protobuf-es ones; answers may be plain objects of that shape.
   */
  readonly services?: readonly string[];
  /** Default: none, plain text. */
  readonly credentials?: ServerCredentials;
  /** Options of grpc-js, over this library's defaults. */
  readonly channelOptions?: ChannelOptions;
}

/**
 * The transport of an app that imports `CompositeModule`:
 * `NestFactory.createMicroservice(AppModule, compositeGrpcOptions())`, or `app.connectMicroservice(...)`.
 */
export function compositeGrpcOptions(options: CompositeGrpcOptions = {}): AsyncMicroserviceOptions {
  return {
    inject: [CompositeRuntime],
    useFactory: (runtime: CompositeRuntime) => {
      const { configuration } = runtime.parts;
      const address = options.url === undefined ? configuration.listen : parseListenAddress(options.url);
      if (address === undefined) throw new Error(`"${options.url ?? ''}" is not HOST:PORT`);
      const { credentials, channelOptions } = options;
      const own = ownServices(options, runtime);
      return {
        strategy: new CompositeGrpcServer(runtime, {
          address,
          own,
          answer: 'through-nestjs',
          credentials,
          channelOptions,
        }),
      };
    },
  };
}

function ownServices(options: CompositeGrpcOptions, runtime: CompositeRuntime): PackageDefinition {
  const { protoPath, loader, packageDefinition, services = [] } = options;
  const described = services.map((name) => {
    const service = runtime.parts.registry.getService(name);
    if (service === undefined) throw new Error(`the composite's contracts have no service ${name}`);
    return service;
  });
  const includeDirs = [...(loader?.includeDirs ?? []), includesDirectory];
  return {
    ...packageDefinitionOf(described),
    ...(protoPath === undefined ? {} : loadSync(protoPath, { ...loader, includeDirs })),
    ...packageDefinition,
  };
}
