import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CompletenessSchema } from '@tributary/language';
import { pino } from 'pino';
import { ErrorInfoSchema } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';
import { ListenError } from '../service/bounded-grpc-server.ts';
import { CompositeModule } from './composite.module.ts';
import { CompositeStartError } from './composite-start-error.ts';
import { CompositeRuntime } from './composite-runtime.ts';
import { compositeGrpcOptions } from './composite-grpc-options.ts';
import { type RunningComposite, startComposite } from './start-composite.ts';

const proto = `syntax = "proto3";
package shop.v1;
import "tributary/v1/compose.proto";
service ShopService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse) {
    option (tributary.v1.composite) = { timeout: "3s" };
  }
}
service ItemService {
  rpc GetItem(GetItemRequest) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; }
}
service PriceService {
  rpc GetPrice(GetPriceRequest) returns (Price) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetPageRequest { string id = 1; }
message GetItemRequest { string id = 1; }
message GetPriceRequest { string id = 1; }
message Item { string name = 1; }
message Price { int64 cents = 1; }
message GetPageResponse {
  Item item = 1 [(tributary.v1.from) = {
    call: "shop.v1.ItemService/GetItem" args: "id = request.id"
    cache: { ttl: "30s" }
  }];
  Price price = 2 [(tributary.v1.from) = {
    call: "shop.v1.PriceService/GetPrice" args: "id = request.id"
    optional: true
  }];
  tributary.v1.Completeness completeness = 3;
}
`;

type Handler = (call: ServerUnaryCall<Buffer, Buffer>) => Promise<Buffer | { code: status; details: string }>;

const same = (bytes: Buffer) => bytes;

// A gRPC server with one method, over bytes.
async function serve(service: string, method: string, handle: Handler) {
  const server = new Server();
  const definition = {
    path: `/${service}/${method}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } as const;
  server.addService(
    { [method]: definition },
    {
      [method]: (call: ServerUnaryCall<Buffer, Buffer>, answer: (error: object | null, reply?: Buffer) => void) => {
        void handle(call).then((reply) => {
          if (Buffer.isBuffer(reply)) answer(null, reply);
          else answer(reply);
        });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${String(port)}`, stop: () => server.forceShutdown() };
}

const textField = (text: string) => Buffer.from([0x0a, text.length, ...Buffer.from(text)]);
const log = pino({ level: 'silent' });

describe('a composite that runs', () => {
  const stops: (() => unknown)[] = [];
  let folder: string;
  let config: string;
  let clockAheadMs = 0;
  const clock = { now: () => Date.now() + clockAheadMs };
  let itemCalls = 0;
  let onItem: Handler;
  let onPrice: Handler;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-composite-'));
    await mkdir(join(folder, 'proto'));
    await writeFile(join(folder, 'proto/shop.proto'), proto);
    const items = await serve('shop.v1.ItemService', 'GetItem', (call) => {
      itemCalls++;
      return onItem(call);
    });
    const prices = await serve('shop.v1.PriceService', 'GetPrice', (call) => onPrice(call));
    stops.push(items.stop, prices.stop, () => rm(folder, { recursive: true }));
    config = join(folder, 'tributary.yaml');
    await writeFile(
      config,
      `listen: 127.0.0.1:0
http: 127.0.0.1:0
proto: proto
upstreams:
  shop.v1.ItemService: { address: "${items.address}" }
  shop.v1.*: { address: "${prices.address}" }
drain: 30s
`,
    );
  });

  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const toClose: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of toClose.splice(0)) await close();
  });

  async function started(): Promise<{ composite: RunningComposite; client: Client }> {
    itemCalls = 0;
    onItem = () => Promise.resolve(textField('chair'));
    onPrice = () => Promise.resolve(Buffer.from([0x08, 0x2a]));
    const composite = await startComposite({ configFile: config }, { log, clock });
    const client = new Client(composite.grpcAddress, credentials.createInsecure());
    toClose.push(() => {
      client.close();
      return composite.close();
    });
    await composite.ready();
    return { composite, client };
  }

  function getPage(client: Client, id = 'a', deadlineMs = 5000, metadata = new Metadata()) {
    let call: ReturnType<Client['makeUnaryRequest']> | undefined;
    const outcome = new Promise<{ code: status; details: string; reply: Buffer; metadata: Metadata }>((resolve) => {
      let reply: Buffer = Buffer.alloc(0);
      const options = { deadline: Date.now() + deadlineMs };
      const path = '/shop.v1.ShopService/GetPage';
      call = client.makeUnaryRequest(path, same, same, textField(id), metadata, options, (_error, bytes) => {
        reply = bytes ?? reply;
      });
      call.on('status', ({ code, details, metadata }) => {
        setImmediate(() => resolve({ code, details, reply, metadata }));
      });
    });
    return { outcome, cancel: () => call?.cancel() };
  }

  it('answers from its upstreams, and from its cache by its own clock', async () => {
    const { composite, client } = await started();
    const whole = Buffer.from('0a070a0563686169721202082a1a020801', 'hex');
    expect((await getPage(client).outcome).reply).toEqual(whole);
    expect((await getPage(client).outcome).reply).toEqual(whole);
    expect(itemCalls).toBe(1);
    clockAheadMs += 31_000;
    expect((await getPage(client).outcome).reply).toEqual(whole);
    expect(itemCalls).toBe(2);
    const metrics = await (await fetch(`http://${composite.httpAddress ?? ''}/metrics`)).text();
    expect(metrics).toContain('tributary_requests_total{method="shop.v1.ShopService/GetPage",code="OK"} 3');
    expect(metrics).toContain('tributary_upstream_calls_total{call="shop.v1.ItemService/GetItem",code="OK"} 2');
    expect(metrics).toContain('{kind="reply",method="shop.v1.ItemService/GetItem",outcome="hit"} 1');
    const readiness = (await (await fetch(`http://${composite.httpAddress ?? ''}/readyz`)).json()) as {
      upstreams: object;
    };
    expect(Object.values(readiness.upstreams)).toEqual(['ready', 'ready']);
  });

  it('tells of gaps in a trailer', async () => {
    const { client } = await started();
    onPrice = () => Promise.resolve({ code: status.UNAVAILABLE, details: 'gone' });
    const { code, metadata } = await getPage(client, 'gap').outcome;
    expect(code).toBe(status.OK);
    const [bytes] = metadata.get('tributary-completeness-bin');
    expect(fromBinary(CompletenessSchema, bytes as Buffer).gaps).toMatchObject([
      { path: 'price', reason: 1, code: 14, call: 'shop.v1.PriceService/GetPrice' },
    ]);
  });

  it('passes on failures with one ErrorInfo', async () => {
    const { client } = await started();
    onItem = () => Promise.resolve({ code: status.NOT_FOUND, details: 'no such item' });
    const { code, details, metadata } = await getPage(client, 'none').outcome;
    expect([code, details]).toEqual([status.NOT_FOUND, 'item: no such item']);
    const [bytes] = metadata.get('grpc-status-details-bin');
    const sent = fromBinary(StatusSchema, bytes as Buffer);
    expect(sent.details.map(({ typeUrl }) => typeUrl)).toEqual(['type.googleapis.com/google.rpc.ErrorInfo']);
    expect(fromBinary(ErrorInfoSchema, sent.details[0]?.value ?? new Uint8Array())).toMatchObject({
      reason: 'UPSTREAM_FAILED',
      domain: 'tributary',
    });
  });

  it('refuses what is no message of its type', async () => {
    const { client } = await started();
    const refused = await new Promise<{ code?: number; metadata?: Metadata }>((resolve) => {
      const path = '/shop.v1.ShopService/GetPage';
      client.makeUnaryRequest(path, same, same, Buffer.from([0x0a, 0x05]), (error) => resolve(error ?? {}));
    });
    expect(refused.code).toBe(status.INVALID_ARGUMENT);
    expect(itemCalls).toBe(0);
  });

  it('leaves its upstreams when its caller leaves', async () => {
    const { composite, client } = await started();
    let arrived: () => void;
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    const left = new Promise<void>((resolve) => {
      onItem = (call) => {
        call.on('cancelled', resolve);
        arrived();
        return new Promise(() => undefined);
      };
    });
    const { outcome, cancel } = getPage(client, 'hang');
    await hasArrived;
    cancel();
    expect((await outcome).code).toBe(status.CANCELLED);
    await left;
    await composite.engine.idle();
  });

  it("hands the caller's deadline on", async () => {
    const { client } = await started();
    let given = 0;
    onItem = (call) => {
      given = Number(call.getDeadline()) - Date.now();
      return Promise.resolve(textField('chair'));
    };
    await getPage(client, 'deadline', 2500).outcome;
    expect(given).toBeGreaterThan(1000);
    expect(given).toBeLessThanOrEqual(2500);
  });

  it('answers a moment before the deadline that it was told, though a part hangs', async () => {
    const { client } = await started();
    onPrice = () => new Promise(() => undefined);
    // Told, and not kept by the caller: one that gave up by itself would do so on a busy machine while the answer is under way.
    const metadata = new Metadata();
    metadata.set('grpc-timeout', '1000m');
    const { code, reply } = await getPage(client, 'in time', Infinity, metadata).outcome;
    expect(code).toBe(status.OK);
    expect(reply.subarray(2, 9)).toEqual(textField('chair'));
  });

  it('finishes what runs when it is closed, says so before, and takes no more', async () => {
    const { composite, client } = await started();
    let answer: (reply: Buffer) => void = () => undefined;
    const arrived = new Promise<void>((arrive) => {
      onItem = () =>
        new Promise((resolve) => {
          answer = resolve;
          arrive();
        });
    });
    const { outcome } = getPage(client, 'slow');
    await arrived;
    const closed = composite.close();
    toClose.length = 0;
    const ready = await fetch(`http://${composite.httpAddress ?? ''}/readyz`);
    expect([ready.status, ((await ready.json()) as { state: string }).state]).toEqual([503, 'draining']);
    answer(textField('late'));
    expect((await outcome).code).toBe(status.OK);
    await closed;
    await expect(fetch(`http://${composite.httpAddress ?? ''}/readyz`)).rejects.toThrow();
    client.close();
  });

  it('does not wait for those who watch its health, but tells them', async () => {
    const { composite, client } = await started();
    const path = '/grpc.health.v1.Health/Watch';
    const watch = client.makeServerStreamRequest(path, same, same, textField('shop.v1.ShopService'));
    const told: number[] = [];
    const ended = new Promise<status>((resolve) => {
      watch.on('error', ({ code }: { code: status }) => {
        resolve(code);
      });
    });
    await new Promise<void>((resolve) => {
      watch.on('data', (state: Buffer) => {
        told.push(state[1] ?? 0);
        resolve();
      });
    });
    const closing = performance.now();
    toClose.length = 0;
    await composite.close();
    expect(performance.now() - closing).toBeLessThan(20_000);
    expect(await ended).toBe(status.UNAVAILABLE);
    // SERVING, then NOT_SERVING.
    expect(told).toEqual([1, 2]);
    client.close();
  });

  it('can be part of an app, by three lines', async () => {
    await started();
    @Module({ imports: [CompositeModule.forRoot({ configFile: config }, { log })] })
    class AppModule {}
    Logger.overrideLogger(false);
    // Twice, as the tests of such an app do.
    for (let round = 0; round < 2; round++) {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
      const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(AppModule, compositeGrpcOptions());
      await app.listen();
      const { port } = app.get(CompositeRuntime).grpcAddress ?? { port: 0 };
      const client = new Client(`127.0.0.1:${String(port)}`, credentials.createInsecure());
      expect((await getPage(client).outcome).code).toBe(status.OK);
      client.close();
      await app.close();
    }
  });

  it('names a port that is taken, and leaves nothing open', async () => {
    const { composite } = await started();
    const [port = ''] = composite.grpcAddress.split(':').slice(-1);
    const starting = startComposite(
      {
        listen: composite.grpcAddress,
        http: 'off',
        proto: join(folder, 'proto'),
        upstreams: { '*': { address: '127.0.0.1:1' } },
      },
      { log },
    );
    const error: unknown = await starting.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ListenError);
    expect((error as Error).message).toContain(`port ${port} is taken`);
  });

  it('does not start where an upstream is missing', async () => {
    const text = 'listen: 127.0.0.1:0\nproto: proto\nupstreams:\n  shop.v1.ItemService: { address: "127.0.0.1:1" }\n';
    const missing = join(folder, 'missing.yaml');
    await writeFile(missing, text);
    const error: unknown = await startComposite({ configFile: missing }, { log }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CompositeStartError);
    expect((error as Error).message).toBe(
      `${missing}:4: upstreams: a composition calls shop.v1.PriceService, which no entry is for; add one with its address`,
    );
  });
});
