import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import {
  credentials,
  makeClientConstructor,
  status,
  type ClientDuplexStream,
  type ServiceClientConstructor,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Module } from '@nestjs/common';
import { service as healthDefinition } from 'grpc-health-check';
import { formatListenAddress } from '@tributary/configuration';
import { startGrpcService, type GrpcService } from './grpc-service.ts';
import { echoContract } from './testing/echo-contract.ts';
import { keepingLog } from './testing/log-lines.ts';

// The clients here are made by proto-loader from the packages' own protos: another implementation than the server's.

@Module({})
class EmptyModule {}

let service: GrpcService;
const clients: InstanceType<ServiceClientConstructor>[] = [];

beforeAll(async () => {
  service = await startGrpcService({
    module: EmptyModule,
    services: ['test.v1.EchoService'],
    descriptorSet: await echoContract(),
    errorDomain: 'test.example',
    address: { host: '127.0.0.1', port: 0 },
    log: keepingLog().log,
    drainMs: 50,
  });
});

afterAll(async () => {
  for (const client of clients) client.close();
  await service.close();
});

function clientOf(definition: ServiceDefinition): InstanceType<ServiceClientConstructor> {
  const client = new (makeClientConstructor(definition, ''))(
    formatListenAddress(service.address),
    credentials.createInsecure(),
  );
  clients.push(client);
  return client;
}

describe('health', () => {
  const check = (name: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const answered = (error: ServiceError | null, answer: unknown) =>
        error === null ? resolve(answer) : reject(error);
      clientOf(healthDefinition)['Check']?.({ service: name }, answered);
    });

  it.each(['', 'test.v1.EchoService'])('of %j is SERVING', async (name) => {
    expect(await check(name)).toEqual({ status: 'SERVING' });
  });

  it('of another service is NOT_FOUND', async () => {
    await expect(check('test.v1.Other')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('tells those who watch', async () => {
    const watch = clientOf(healthDefinition)['Watch']?.({
      service: 'test.v1.EchoService',
    }) as ClientDuplexStream<unknown, { status: string }>;
    watch.on('error', () => undefined);
    const states: string[] = [];
    for await (const answer of watch as AsyncIterable<{ status: string }>) {
      states.push(answer.status);
      if (states.length === 1) service.health.set('test.v1.EchoService', 'NOT_SERVING');
      if (states.length === 2) break;
    }
    service.health.serving();
    expect(states).toEqual(['SERVING', 'NOT_SERVING']);
  });
});

describe('reflection', () => {
  const protos = join(dirname(createRequire(import.meta.url).resolve('@grpc/reflection')), '../proto');

  async function ask(version: string, questions: readonly object[]): Promise<Record<string, unknown>[]> {
    const loaded = loadSync(`grpc/reflection/${version}/reflection.proto`, { includeDirs: [protos], defaults: false });
    const definition = loaded[`grpc.reflection.${version}.ServerReflection`] as ServiceDefinition;
    const call = clientOf(definition)['ServerReflectionInfo']?.() as ClientDuplexStream<object, object>;
    for (const question of questions) call.write(question);
    call.end();
    const answers: Record<string, unknown>[] = [];
    for await (const answer of call as AsyncIterable<Record<string, unknown>>) answers.push(answer);
    return answers;
  }

  it.each(['v1', 'v1alpha'])('%s answers one question after the other', async (version) => {
    const [list, file, missing] = await ask(version, [
      { listServices: '*' },
      { fileContainingSymbol: 'test.v1.EchoService' },
      { fileContainingSymbol: 'test.v1.None' },
    ]);
    expect(list).toMatchObject({
      listServicesResponse: {
        service: [
          { name: 'test.v1.EchoService' },
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
        ],
      },
    });
    const { fileDescriptorProto } = file?.['fileDescriptorResponse'] as { fileDescriptorProto: Uint8Array[] };
    const names = fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
    expect(names[0]).toBe('test/v1/echo.proto');
    expect(names).toContain('buf/validate/validate.proto');
    expect(missing).toMatchObject({
      errorResponse: { errorCode: status.NOT_FOUND },
      originalRequest: { fileContainingSymbol: 'test.v1.None' },
    });
  });

  it('describes every service that it lists', async () => {
    const [list] = await ask('v1', [{ listServices: '' }]);
    const { service: listed } = list?.['listServicesResponse'] as { service: { name: string }[] };
    const answers = await ask(
      'v1',
      listed.map(({ name }) => ({ fileContainingSymbol: name })),
    );
    expect(answers.filter((answer) => answer['fileDescriptorResponse'] === undefined)).toEqual([]);
  });
});
