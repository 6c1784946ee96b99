import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { pino } from 'pino';
import { type ConfigurationInput, formatListenAddress } from '@tributary/configuration';
import { compositeGrpcOptions } from '../composite/composite-grpc-options.ts';
import { CompositeModule } from '../composite/composite.module.ts';
import { CompositeRuntime } from '../composite/composite-runtime.ts';
import { startComposite } from '../composite/start-composite.ts';

const proto = `syntax = "proto3";
package echo.v1;
import "buf/validate/validate.proto";
import "google/protobuf/field_mask.proto";
import "google/rpc/code.proto";
import "tributary/v1/compose.proto";
service EchoService {
  rpc Echo(Request) returns (Reply) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { cache: { ttl: "1h" } };
  }
  rpc Old(Request) returns (Reply) {
    option (tributary.v1.composite) = { deprecation: { since: "2026-01-01" } };
  }
  rpc Lost(Request) returns (Gone) { option (tributary.v1.composite) = { timeout: "100ms" }; }
}
service AwayService { rpc Get(Request) returns (Reply); }
message Request {
  string id = 1 [(buf.validate.field).string.max_len = 20];
  google.protobuf.FieldMask read_mask = 2;
}
message Reply {
  option (tributary.v1.require) = { that: "request.id != 'bad'" code: FAILED_PRECONDITION message: "'no 100% ✓'" };
  string id = 1 [(tributary.v1.from).value = "request.id"];
  string user = 2 [(tributary.v1.from).value = "metadata['x-user']"];
  string key = 3 [(tributary.v1.from).value = "metadata['x-key-bin']"];
  string type = 4 [(tributary.v1.from).value = "metadata['content-type']"];
  int64 number = 5 [(tributary.v1.from) = { value: "1 / (request.id == 'gap' ? 0 : 1)" optional: true }];
}
message Gone { Reply reply = 1 [(tributary.v1.from) = { call: "echo.v1.AwayService/Get" args: "id = request.id" }]; }
`;

/** What came back, as it was on the wire. */
interface Exchange {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly trailers: Readonly<Record<string, unknown>>;
}

interface Server {
  readonly address: string;
  close(): Promise<unknown>;
}

const log = pino({ level: 'silent' });

async function alone(configuration: ConfigurationInput): Promise<Server> {
  const composite = await startComposite(configuration, { log });
  return { address: composite.grpcAddress, close: () => composite.close() };
}

async function inAnApp(configuration: ConfigurationInput): Promise<Server> {
  const module = await CompositeModule.forRoot(configuration, { log });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(module, compositeGrpcOptions());
  await app.listen();
  const { grpcAddress } = app.get(CompositeRuntime);
  if (grpcAddress === undefined) throw new Error('it does not listen');
  return { address: formatListenAddress(grpcAddress), close: () => app.close() };
}

function exchange(
  session: ClientHttp2Session,
  method: string,
  chunks: readonly Buffer[],
  headers: OutgoingHttpHeaders = {},
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/echo.v1.EchoService/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let received: Exchange['headers'] = {};
    let trailers: Exchange['trailers'] = {};
    const body: Buffer[] = [];
    stream.on('response', (sent: Exchange['headers']) => (received = { ...sent }));
    stream.on('trailers', (sent: Exchange['trailers']) => (trailers = { ...sent }));
    stream.on('data', (bytes: Buffer) => body.push(bytes));
    stream.once('error', reject);
    stream.once('close', () => resolve({ headers: received, body: Buffer.concat(body).toString('hex'), trailers }));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

/** A message with texts in its fields, in its frame. */
function framed(fields: Readonly<Record<number, string>>, compress?: (plain: Buffer) => Buffer): Buffer {
  const message = Buffer.concat(
    Object.entries(fields).map(([number, text]) =>
      Buffer.concat([Buffer.of((Number(number) << 3) | 2, Buffer.byteLength(text)), Buffer.from(text)]),
    ),
  );
  const content = compress === undefined ? message : compress(message);
  const prefix = Buffer.alloc(5);
  prefix[0] = compress === undefined ? 0 : 1;
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
}

const request = framed({ 1: 'a' });

/** What grpc-js sends besides, by its habits, or in another way of writing. */
function essence({ headers, body, trailers }: Exchange): unknown {
  const all: Record<string, unknown> = { ...headers, ...trailers };
  const { ':status': http, 'grpc-status': code, 'grpc-message': message, 'content-type': contentType } = all;
  const told = Object.entries(all).filter(([key]) =>
    /^(tributary-|cache-status|deprecation|grpc-status-details-bin|grpc-retry)/.test(key),
  );
  return {
    http,
    code: code === undefined ? undefined : Number(code),
    message: code === '0' ? undefined : message,
    contentType: http === 200 ? contentType : undefined,
    body,
    told: Object.fromEntries(told.sort()),
  };
}

describe('a composite served directly, and through NestJS', () => {
  let folder: string;
  const servers: Server[] = [];
  const sessions: ClientHttp2Session[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    folder = await mkdtemp(join(tmpdir(), 'both-ways-'));
    await writeFile(join(folder, 'echo.proto'), proto);
    const configuration: ConfigurationInput = {
      listen: '127.0.0.1:0',
      http: 'off',
      proto: folder,
      // Nobody listens there.
      upstreams: { '*': { address: 'ipv4:127.0.0.1:1' } },
      drain: '1s',
    };
    servers.push(await alone(configuration), await inAnApp(configuration));
    sessions.push(...servers.map(({ address }) => connect(`http://${address}`)));
  });

  afterAll(async () => {
    for (const session of sessions) session.destroy();
    await Promise.all(servers.map((server) => server.close()));
    await rm(folder, { recursive: true });
  });

  const both = async (...args: Tail<Parameters<typeof exchange>>): Promise<readonly [unknown, unknown]> => {
    const [direct, nested] = await Promise.all(sessions.map((session) => exchange(session, ...args)));
    if (direct === undefined || nested === undefined) throw new Error('there are two');
    return [essence(direct), essence(nested)];
  };

  it.each<[string, string, readonly Buffer[], OutgoingHttpHeaders, number]>([
    ['an answer', 'Echo', [request], {}, 0],
    ['a hit', 'Echo', [request], {}, 0],
    ['a request in pieces', 'Echo', [...framed({ 1: 'bcd' })].map((byte) => Buffer.of(byte)), {}, 0],
    ['metadata', 'Echo', [framed({ 1: 'm' })], { 'x-user': ['u, v', 'w'], 'x-key-bin': 'AQI' }, 0],
    ['a mask in metadata', 'Echo', [framed({ 1: 'n' })], { 'tributary-fields': 'id' }, 0],
    ['an answer with gaps', 'Echo', [framed({ 1: 'gap' })], {}, 0],
    ['gzip', 'Echo', [framed({ 1: 'z' }, gzipSync)], { 'grpc-encoding': 'gzip' }, 0],
    ['deflate', 'Echo', [framed({ 1: 'y' }, deflateSync)], { 'grpc-encoding': 'deflate' }, 0],
    ['no gzip under that name', 'Echo', [framed({ 1: 'z' }, (bytes) => bytes)], { 'grpc-encoding': 'gzip' }, 3],
    ['a status with a text that needs encoding', 'Echo', [framed({ 1: 'bad' })], {}, 9],
    ['a request that is no message', 'Echo', [Buffer.of(0, 0, 0, 0, 1, 0x0a)], {}, 3],
    ['a request against its rules', 'Echo', [framed({ 1: 'x'.repeat(21) })], {}, 3],
    ['a frame that is not whole', 'Echo', [request.subarray(0, 6)], {}, 3],
    ['two messages', 'Echo', [request, request], {}, 12],
    ['a path that there is not in a mask', 'Echo', [request], { 'tributary-fields': 'nothing' }, 3],
    ['a method that there is not', 'Nothing', [request], {}, 12],
    ['a method that is to go', 'Old', [request], {}, 0],
    ['a failure of one', 'Old', [framed({ 1: 'bad' })], {}, 9],
    ['an upstream that is away', 'Lost', [request], {}, 14],
    ['a deadline that is malformed', 'Echo', [request], { 'grpc-timeout': 'soon' }, 3],
    ['a deadline that is over', 'Lost', [request], { 'grpc-timeout': '1n' }, 4],
  ])('agree on %s', async (_, method, chunks, headers, code) => {
    const [direct, nested] = await both(method, chunks, headers);
    expect(direct).toEqual(nested);
    expect(direct).toMatchObject({ http: 200, code });
  });

  it('agree that what is not gRPC is not theirs', async () => {
    const [direct, nested] = await both('Echo', [request], { 'content-type': 'application/json' });
    expect(direct).toEqual(nested);
    expect(direct).toMatchObject({ http: constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE });
  });

  it('refuse a request without a message, and a compression that there is not', async () => {
    for (const exchanged of [
      await both('Echo', [], {}),
      await both('Echo', [framed({ 1: 'z' }, gzipSync)], { 'grpc-encoding': 'zstd' }),
    ]) {
      for (const one of exchanged) expect(one).toMatchObject({ http: 200, code: 12, body: '' });
    }
  });

  it('directly, an answer has no more than it needs', async () => {
    const session = sessions[0];
    if (session === undefined) throw new Error('there is one');
    const { headers, trailers } = await exchange(session, 'Old', [request]);
    expect(Object.keys(headers).sort()).toEqual([':status', 'content-type', 'grpc-accept-encoding']);
    expect(Object.keys(trailers).sort()).toEqual(['deprecation', 'grpc-status']);
  });
});

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;
