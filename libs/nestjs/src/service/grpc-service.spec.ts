import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  credentials,
  logVerbosity,
  makeClientConstructor,
  Metadata,
  setLogVerbosity,
  status,
  type ServiceError,
} from '@grpc/grpc-js';
import { Controller, Module } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { formatListenAddress } from '@tributary/configuration';
import { ListenError } from './bounded-grpc-server.ts';
import { startGrpcService, type GrpcService, type GrpcServiceOptions } from './grpc-service.ts';
import { echoContract } from './testing/echo-contract.ts';
import { keepingLog } from './testing/log-lines.ts';
import { createUnaryClient, statusDetailsOf, type UnaryClient } from './unary-client.ts';

/** A promise with its key. (`Promise.withResolvers` is not in Node 20.) */
function openPromise() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve: () => resolve() };
}

/** Resolved when the handler below hangs. */
let hanging = openPromise();

@Controller()
class EchoController {
  @GrpcMethod('EchoService', 'Echo')
  echo({ text }: { text: string }): object | Promise<object> {
    if (text === 'bug') throw new Error('secret of the house');
    if (text === 'hang') {
      hanging.resolve();
      return new Promise(() => undefined);
    }
    return { text: text.toUpperCase(), mood: 1 };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

let descriptorSet: Uint8Array;
let options: GrpcServiceOptions;
const ended: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  // It prints failures to listen.
  setLogVerbosity(logVerbosity.NONE);
  descriptorSet = await echoContract();
});

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function start(changes: Partial<GrpcServiceOptions> = {}) {
  const { log, lines } = keepingLog();
  hanging = openPromise();
  options = {
    module: EchoModule,
    services: ['test.v1.EchoService'],
    descriptorSet,
    errorDomain: 'test.example',
    address: { host: '127.0.0.1', port: 0 },
    log,
    drainMs: 50,
    ...changes,
  };
  const service = await startGrpcService(options);
  ended.push(async () => await service.close());
  return { service, lines };
}

function clientOf(service: GrpcService): UnaryClient {
  const client = createUnaryClient(descriptorSet, 'test.v1.EchoService', formatListenAddress(service.address));
  ended.push(() => client.close());
  return client;
}

const failureOf = async (call: Promise<unknown>): Promise<ServiceError> =>
  await call.then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: unknown) => error as ServiceError,
  );

describe('startGrpcService', () => {
  it('serves its controllers', async () => {
    const { service } = await start();
    expect(service.address.port).toBeGreaterThan(0);
    expect(await clientOf(service).call('Echo', { text: 'hello' })).toMatchObject({ text: 'HELLO', mood: 1 });
  });

  it('refuses requests that break the rules of their contract, and says which', async () => {
    const { service } = await start();
    const error = await failureOf(clientOf(service).call('Echo', { text: 'x', numbers: [1, -1] }));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain('numbers[1]: ');
    expect(statusDetailsOf(error)).toMatchObject([
      {
        $typeName: 'google.rpc.BadRequest',
        fieldViolations: [
          { field: 'text', reason: 'STRING_MIN_LEN' },
          { field: 'numbers[1]', reason: 'INT32_GT' },
        ],
      },
      { $typeName: 'google.rpc.ErrorInfo', reason: 'INVALID_REQUEST', domain: 'test.example' },
    ]);
  });

  it('refuses bytes that are no message', async () => {
    const { service } = await start();
    const client = new (makeClientConstructor({}, 'raw'))(
      formatListenAddress(service.address),
      credentials.createInsecure(),
    );
    ended.push(() => client.close());
    const asIs = (bytes: Buffer) => bytes;
    const error = await new Promise<ServiceError | null>((resolve) => {
      const path = '/test.v1.EchoService/Echo';
      client.makeUnaryRequest(path, asIs, asIs, Buffer.from([0x0a, 0x7f]), new Metadata(), resolve);
    });
    expect(error?.code).toBe(status.INVALID_ARGUMENT);
  });

  it('keeps a bug to itself', async () => {
    const { service, lines } = await start();
    const error = await failureOf(clientOf(service).call('Echo', { text: 'bug' }));
    expect([error.code, error.details]).toEqual([status.INTERNAL, 'internal error']);
    expect(lines.filter(({ msg }) => msg === 'a handler failed')).toMatchObject([
      { err: { message: 'secret of the house' } },
    ]);
  });

  it('ends in bounded time, whatever its calls do', async () => {
    const { service } = await start();
    const call = failureOf(clientOf(service).call('Echo', { text: 'hang' }));
    await hanging.promise;
    await service.close();
    // The connection is gone, so that a caller tries elsewhere.
    expect((await call).code).toBe(status.UNAVAILABLE);
  });

  it('names the port that is taken', async () => {
    const { service } = await start();
    const failure = start({ address: service.address });
    await expect(failure).rejects.toThrow(ListenError);
    await expect(failure).rejects.toThrow(`port ${service.address.port} is taken`);
  });

  it('refuses a service that the contract does not have', async () => {
    await expect(start({ services: ['test.v1.Other'] })).rejects.toThrow('test.v1.Other');
  });
});
