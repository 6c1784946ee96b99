import { createFileRegistry, fromBinary, type DescService, type FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Logger } from 'pino';
import type { ListenAddress } from '@tributary/configuration';
import { BoundedGrpcServer } from './bounded-grpc-server.ts';
import { addHealth, HEALTH_SERVICE, type Health } from './health.ts';
import { packageDefinitionOf } from './message-codec.ts';
import { PinoNestLogger } from './pino-nest-logger.ts';
import { addReflection } from './reflection.ts';
import { createRequestValidator } from './request-validation.ts';
import { RequestValidationInterceptor } from './request-validation.interceptor.ts';
import { StatusExceptionFilter } from './status-exception.filter.ts';

/** A NestJS gRPC service: a module with controllers, and the contract that they implement. */
export interface GrpcServiceOptions {
  /** The root module. */
  readonly module: new (...args: never[]) => object;
  /** Full names of the services that its controllers implement. */
  readonly services: readonly string[];
  /** A serialized `google.protobuf.FileDescriptorSet` with these services and all that they import. */
  readonly descriptorSet: Uint8Array;
  /** Domain of the ErrorInfo in errors of the service as a whole, as `catalog.movienight.example`. */
  readonly errorDomain: string;
  readonly address: ListenAddress;
  readonly log: Logger;
  /** How long a shutdown waits for calls that run. Default 3000. */
  readonly drainMs?: number;
}

/** A service that listens. */
export interface GrpcService {
  /** With the port it got, where port 0 was asked for. */
  readonly address: ListenAddress;
  readonly health: Health;
  /** Says NOT_SERVING, lets running calls end, for a limited time, and stops. */
  close(): Promise<void>;
}

/**
 * Starts a NestJS gRPC service with what every service has here: requests validated by the rules of their contract,
 * errors with details, health, reflection v1 and v1alpha, a shutdown that ends.
 *
 * @throws ListenError
 */
export async function startGrpcService(options: GrpcServiceOptions): Promise<GrpcService> {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, options.descriptorSet));
  const services = options.services.map((name) => serviceNamed(registry, name));
  const validator = createRequestValidator(registry);
  for (const method of services.flatMap((service) => service.methods)) validator.prepare(method.input);

  let health: Health | undefined;
  const server = new BoundedGrpcServer({
    address: options.address,
    definition: packageDefinitionOf(services),
    drainMs: options.drainMs ?? 3000,
    onServer(grpcServer) {
      health = addHealth(grpcServer, options.services);
      const files = [...services.map(({ file }) => file), health.file];
      addReflection(grpcServer, files, [...options.services, HEALTH_SERVICE]);
    },
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(options.module, {
    strategy: server,
    logger: new PinoNestLogger(options.log),
    // Errors of the start are for the caller, not a reason for NestJS to end the process.
    abortOnError: false,
  });
  app.useGlobalInterceptors(new RequestValidationInterceptor(registry, validator, options.errorDomain));
  app.useGlobalFilters(new StatusExceptionFilter(options.log));
  await app.listen();
  if (health === undefined || server.address === undefined) throw new Error('listening without a server');
  health.serving();
  return {
    address: server.address,
    health,
    async close() {
      health?.notServing();
      await app.close();
    },
  };
}

function serviceNamed(registry: FileRegistry, name: string): DescService {
  const service = registry.getService(name);
  if (service === undefined) throw new Error(`the descriptor set has no service ${name}`);
  return service;
}
