import { pino } from 'pino';
import { formatListenAddress } from '@tributary/configuration';
import { startGrpcService } from './grpc-service.ts';
import type { GrpcServiceProcess } from './run-grpc-service.ts';
import { createUnaryClient, type UnaryClient } from './unary-client.ts';

/** A service that runs in this process, and a client of its first contract service. */
export interface ServiceUnderTest {
  /** `HOST:PORT`, with the port it got. */
  readonly target: string;
  readonly client: UnaryClient;
  stop(): Promise<void>;
}

/** Starts a service as it is, on a free port of the loopback and without logs: for tests. */
export async function startUnderTest(options: GrpcServiceProcess): Promise<ServiceUnderTest> {
  const service = await startGrpcService({
    ...options,
    address: { host: '127.0.0.1', port: 0 },
    log: pino({ level: 'silent' }),
    drainMs: 500,
  });
  const target = formatListenAddress(service.address);
  const client = createUnaryClient(options.descriptorSet, options.services[0] ?? '', target);
  return {
    target,
    client,
    async stop() {
      client.close();
      await service.close();
    },
  };
}
