import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { formatListenAddress } from '@tributary/configuration';
import type { Engine } from '@tributary/engine';
import { pino } from 'pino';
import { PinoNestLogger } from '../service/pino-nest-logger.ts';
import { StatusExceptionFilter } from '../service/status-exception.filter.ts';
import { CompositeGrpcServer } from './composite-grpc-server.ts';
import type { CompositeOptions } from './composite-options.ts';
import type { CompositeRuntime } from './composite-runtime.ts';
import { CompositeModule } from './composite.module.ts';
import { type ConfigurationSource, configurationOf, loadComposites } from './load-composites.ts';
import { makeComposite } from './make-composite.ts';

/** A composite that listens. */
export interface RunningComposite {
  /** `HOST:PORT`, with the port it got, where port 0 was asked for. */
  readonly grpcAddress: string;
  /** `HOST:PORT` of `/livez`, `/readyz` and `/metrics`; undefined where they are off. */
  readonly httpAddress: string | undefined;
  /** `HOST:PORT` of `tributary.admin.v1`; undefined where it is off. */
  readonly adminAddress: string | undefined;
  readonly engine: Engine;
  readonly runtime: CompositeRuntime;
  /**
   * Connects to all upstreams, so that the first requests need not wait for that.
   *
   * @param timeoutMs - default 5000
   * @throws Error naming what could not be reached in time
   */
  ready(timeoutMs?: number): Promise<void>;
  /** Says NOT_SERVING, lets running calls end, for `drain` at most, and stops. */
  close(): Promise<void>;
}

/**
 * Starts a composite as a server of its own: an app that has nothing but `CompositeModule`.
 *
 * @throws CompositeStartError with all that is wrong with configuration, contracts and compositions
 * @throws ListenError where it cannot listen, as on a port that is taken
 */
export async function startComposite(
  source: ConfigurationSource,
  options: CompositeOptions = {},
): Promise<RunningComposite> {
  const log = options.log ?? pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  const configuration = await configurationOf(source);
  const loaded = await loadComposites(configuration, options.protos);
  const runtime = makeComposite(loaded, { ...options, log });
  const { engine, methods, upstreams } = runtime.parts;
  const root = CompositeModule.of(methods, () => runtime);
  // grpc-js prints failures to listen by itself, beside the error that says more.
  setLogVerbosity(logVerbosity.NONE);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
    strategy: new CompositeGrpcServer(runtime, {
      address: configuration.listen,
      own: {},
      answer: 'directly',
    }),
    logger: new PinoNestLogger(log),
    // Errors of the start are for the caller, not a reason for NestJS to end the process.
    abortOnError: false,
  });
  app.useGlobalFilters(new StatusExceptionFilter(log));
  try {
    await app.listen();
  } catch (error) {
    await app.close();
    throw error;
  }
  const { adminAddress, grpcAddress, httpAddress } = runtime;
  if (grpcAddress === undefined) throw new Error('listening without an address');
  return {
    grpcAddress: formatListenAddress(grpcAddress),
    httpAddress: httpAddress === undefined ? undefined : formatListenAddress(httpAddress),
    adminAddress: adminAddress === undefined ? undefined : formatListenAddress(adminAddress),
    engine,
    runtime,
    ready: (timeoutMs = 5000) => upstreams.connect(timeoutMs),
    close: () => app.close(),
  };
}
