import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { pino } from 'pino';
import { formatListenAddress } from '@tributary/configuration';
import { ListenError } from './bounded-grpc-server.ts';
import { startGrpcService, type GrpcServiceOptions } from './grpc-service.ts';
import { releaseStartMemory } from './release-start-memory.ts';
import { addressVariable, readServiceConfiguration } from './service-configuration.ts';
import { shutDownOnSignals } from './shut-down-on-signals.ts';

/** A service as a process: what {@link startGrpcService} takes, the rest read from the environment. */
export interface GrpcServiceProcess extends Pick<
  GrpcServiceOptions,
  'module' | 'services' | 'descriptorSet' | 'errorDomain'
> {
  /** Short name, as `catalog`: names the process in logs, and the variable with its address (`CATALOG_ADDRESS`). */
  readonly name: string;
  /** `HOST:PORT`. */
  readonly defaultAddress: string;
}

/**
 * Runs a service as this process: reads its configuration, starts it, logs `listening` with its address, and ends on
 * SIGTERM or SIGINT. Where it cannot start: one line on standard error, and exit status 1.
 */
export async function runGrpcService(options: GrpcServiceProcess): Promise<void> {
  const { name, defaultAddress, ...service } = options;
  const read = readServiceConfiguration(process.env, name, defaultAddress);
  if (read.kind === 'invalid') {
    refuse(name, read.message);
    return;
  }
  const { address, logLevel } = read.configuration;
  const log = pino({ level: logLevel, base: { service: name, pid: process.pid } });
  // grpc-js prints failures to listen by itself, beside the one line that is wanted.
  setLogVerbosity(logVerbosity.NONE);
  try {
    const running = await startGrpcService({ ...service, address, log });
    shutDownOnSignals({ log, close: async () => await running.close(), limitMs: 5000 });
    log.info({ address: formatListenAddress(running.address) }, 'listening');
    releaseStartMemory();
  } catch (error) {
    if (error instanceof ListenError) refuse(name, `${error.message}; ${addressVariable(name)} sets another address`);
    else {
      log.fatal({ err: error }, 'could not start');
      process.exitCode = 1;
    }
  }
}

function refuse(name: string, message: string): void {
  process.stderr.write(`${name}: ${message}\n`);
  process.exitCode = 1;
}
