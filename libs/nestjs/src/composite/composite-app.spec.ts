import { Cache } from '@tributary/cache';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileRegistry, type DescMethod, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { credentials, Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  Logger,
  Module,
  type NestInterceptor,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, GrpcMethod, RpcException } from '@nestjs/microservices';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { from, map, merge, mergeMap, type Observable, throwError } from 'rxjs';
import { parseConfiguration } from '@tributary/configuration';
import { compileProtos } from '@tributary/protos';
import { BadRequestSchema, ErrorInfoSchema } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';
import { CompositeMetrics } from '../http/composite-metrics.ts';
import { compositeControllers } from './composite-controller.ts';
import { pathOf } from './composite-definition.ts';
import { compositeGrpcOptions } from './composite-grpc-options.ts';
import { CompositeReply } from './composite-reply.ts';
import { CompositeRuntime } from './composite-runtime.ts';
import type { Answer, CompositeCall, Engine } from '@tributary/engine';
import { UpstreamPool } from './upstream-pool.ts';
import { UsageTally } from '../usage/usage-tally.ts';

// An engine in the hands of the test: what it is asked, and how it answers.
class ScriptedEngine implements Engine {
  calls: CompositeCall[] = [];
  cancelled = 0;
  answer: Answer | undefined;
  readonly #started: (() => void)[] = [];
  readonly #left: (() => void)[] = [];

  execute(call: CompositeCall, done: (answer: Answer) => void): () => void {
    this.calls.push(call);
    for (const tell of this.#started.splice(0)) tell();
    if (this.answer !== undefined) setImmediate(done, this.answer);
    return () => {
      this.cancelled++;
      for (const tell of this.#left.splice(0)) tell();
    };
  }
  started(): Promise<void> {
    return new Promise((resolve) => this.#started.push(resolve));
  }
  left(): Promise<void> {
    return new Promise((resolve) => this.#left.push(resolve));
  }
  idle(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const proto = `syntax = "proto3";
package shop.v1;
import "buf/validate/validate.proto";
service ShopService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse);
  rpc PutItem(PutItemRequest) returns (PutItemResponse);
}
service AdminService {
  rpc Restart(PutItemRequest) returns (PutItemResponse);
}
service UnusedService {
  rpc Nothing(PutItemRequest) returns (PutItemResponse);
}
message GetPageRequest { string id = 1 [(buf.validate.field).string.max_len = 5]; }
message GetPageResponse { string text = 1; }
message PutItemRequest { string name = 1; }
message PutItemResponse { string greeting = 1; }
`;

// Of the app alone, and read by proto-loader, as NestJS does by itself.
const ownProto = `syntax = "proto3";
package shop.v1.own;
import "google/type/date.proto";
service ClockService {
  rpc Today(TodayRequest) returns (TodayResponse);
}
message TodayRequest {}
message TodayResponse { string text = 1; google.type.Date date_today = 2; }
`;

const seen: string[] = [];
/** When an interceptor that will not wait gives up. */
let patienceEnds: Promise<void>;

@Injectable()
class SeeingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    seen.push(`guard ${context.getClass().name}.${context.getHandler().name}`);
    const metadata: Metadata = context.switchToRpc().getContext();
    return metadata.get('x-refuse').length === 0;
  }
}

@Injectable()
class SeeingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    seen.push(`interceptor ${context.getHandler().name}`);
    const metadata: Metadata = context.switchToRpc().getContext();
    const answers = next.handle().pipe(
      map((reply: unknown) => {
        if (reply instanceof CompositeReply) seen.push(`reply of ${String(reply.message.length)} bytes`);
        return reply;
      }),
    );
    if (metadata.get('x-impatient').length === 0) return answers;
    return merge(answers, from(patienceEnds).pipe(mergeMap(() => throwError(() => new Error('no patience')))));
  }
}

@Catch(RpcException)
class SeeingFilter implements ExceptionFilter<RpcException> {
  catch(exception: RpcException, _host: ArgumentsHost): Observable<never> {
    seen.push(`filter ${exception.message}`);
    const error = exception.getError();
    return throwError(() => (typeof error === 'string' ? { code: status.PERMISSION_DENIED, details: error } : error));
  }
}

@Controller()
class OwnController {
  @GrpcMethod('ShopService', 'PutItem')
  putItem(request: { name: string }): { greeting: string } {
    return { greeting: `hello ${request.name}` };
  }
  @GrpcMethod('ClockService', 'Today')
  today(): { text: string; date_today: { year: number } } {
    return { text: 'today', date_today: { year: 2020 } };
  }
  @GrpcMethod('AdminService', 'Restart')
  @UseGuards(SeeingGuard)
  restart(request: { name: string }): Promise<{ greeting: string }> {
    return Promise.resolve({ greeting: `restarted ${request.name}` });
  }
}

@Module({
  controllers: [OwnController],
  providers: [
    { provide: APP_GUARD, useClass: SeeingGuard },
    { provide: APP_INTERCEPTOR, useClass: SeeingInterceptor },
    { provide: APP_FILTER, useClass: SeeingFilter },
  ],
})
class AppModule {}

@Module({})
class CompositeHost {}

describe('composite methods in a NestJS app', () => {
  const engine = new ScriptedEngine();
  const logged: string[] = [];
  let registry: FileRegistry;
  let client: Client;
  let address: string;
  let http: string;
  let close: () => Promise<void>;
  let metrics: CompositeMetrics;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'composite-app-'));
    await writeFile(join(folder, 'shop.proto'), proto);
    const protoPath = join(folder, 'own.own');
    await writeFile(protoPath, ownProto);
    const compiled = await compileProtos(folder);
    if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.problems));
    registry = createFileRegistry(compiled.descriptors);
    const method = registry.getService('shop.v1.ShopService')?.methods[0];
    if (method === undefined) throw new Error('unreachable');
    const read = parseConfiguration('{ proto: p, listen: "127.0.0.1:0", http: "127.0.0.1:0", drain: 1s }', 'x');
    if (read.kind === 'failed') throw new Error('unreachable');
    const upstreams = UpstreamPool.of([], read.configuration, { now: () => Date.now(), random: () => 0 });
    if (upstreams.kind === 'failed') throw new Error('unreachable');
    metrics = new CompositeMetrics();
    const methods: DescMethod[] = [method];
    const runtime = new CompositeRuntime({
      configuration: read.configuration,
      methods,
      methodTrailers: new Map(methods.map((each) => [pathOf(each), []])),
      registry,
      engine,
      upstreams: upstreams.pool,
      tls: undefined,
      metrics,
      usage: new UsageTally(),
      log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
      clock: { now: () => Date.now() + 1_000_000 },
      cache: new Cache({ maxBytes: 1_000_000, clock: { now: () => Date.now() } }),
      closeCache: () => undefined,
    });
    const composites: DynamicModule = {
      module: CompositeHost,
      controllers: compositeControllers(methods),
      providers: [{ provide: CompositeRuntime, useValue: runtime }],
    };
    Logger.overrideLogger(false);
    const root = { module: AppModule, imports: [composites] };
    const own = { services: ['shop.v1.AdminService'], protoPath, loader: { keepCase: true } };
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
    const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(root, compositeGrpcOptions(own));
    await rm(folder, { recursive: true });
    await app.listen();
    address = `127.0.0.1:${String(runtime.grpcAddress?.port)}`;
    http = `http://127.0.0.1:${String(runtime.httpAddress?.port)}`;
    client = new Client(address, credentials.createInsecure());
    close = () => app.close();
  });

  afterAll(async () => {
    client.close();
    await close();
  });

  beforeEach(() => {
    seen.length = 0;
    engine.calls = [];
    engine.cancelled = 0;
    engine.answer = undefined;
  });

  interface Outcome {
    readonly error: ServiceError | null;
    readonly text: string;
    readonly trailers: Metadata;
  }

  const textField = (text: string) => Buffer.from([0x0a, text.length, ...Buffer.from(text)]);

  function start(path: string, request: Buffer, metadata = new Metadata(), deadline?: number) {
    const trailers: { metadata: Metadata } = { metadata: new Metadata() };
    let call: ReturnType<Client['makeUnaryRequest']>;
    const outcome = new Promise<Outcome>((resolve) => {
      const options = deadline === undefined ? {} : { deadline };
      const same = (bytes: Buffer) => bytes;
      call = client.makeUnaryRequest(path, same, same, request, metadata, options, (error, reply) => {
        // The status event comes after the callback.
        setImmediate(() => {
          resolve({ error, text: reply?.subarray(2).toString() ?? '', trailers: trailers.metadata });
        });
      });
      call.on('status', (sent) => {
        trailers.metadata = sent.metadata;
      });
    });
    return {
      outcome,
      cancel: () => {
        call.cancel();
      },
    };
  }

  const getPage = '/shop.v1.ShopService/GetPage';
  const ok = (text: string, trailers: Extract<Answer, { kind: 'ok' }>['trailers'] = []): Answer => ({
    kind: 'ok',
    message: textField(text),
    trailers,
  });

  it('go through guards, interceptors and filters of the app, under telling names', async () => {
    engine.answer = ok('page');
    expect((await start(getPage, textField('a')).outcome).text).toBe('page');
    expect(seen).toEqual(['guard ShopServiceComposite.GetPage', 'interceptor GetPage', 'reply of 6 bytes']);
    seen.length = 0;
    engine.answer = {
      kind: 'status',
      code: status.NOT_FOUND,
      message: 'no page',
      details: new Uint8Array(),
      trailers: [],
    };
    expect((await start(getPage, textField('a')).outcome).error).toMatchObject({ code: 5, details: 'no page' });
    expect(seen).toEqual(['guard ShopServiceComposite.GetPage', 'interceptor GetPage', 'filter no page']);
  });

  it('are not run where a guard refuses', async () => {
    const metadata = new Metadata();
    metadata.set('x-refuse', 'yes');
    const { error } = await start(getPage, textField('a'), metadata).outcome;
    expect(error).toMatchObject({ code: 7, details: 'Forbidden resource' });
    expect(engine.calls).toEqual([]);
  });

  it('stand beside handlers of the same service and of others', async () => {
    expect((await start('/shop.v1.ShopService/PutItem', textField('bob')).outcome).text).toBe('hello bob');
    expect((await start('/shop.v1.AdminService/Restart', textField('it')).outcome).text).toBe('restarted it');
    const today = await start('/shop.v1.own.ClockService/Today', Buffer.alloc(0)).outcome;
    expect(today.text).toBe('today\x12\x03\b\xe4\x0f'.replace('\xe4', '\ufffd'));
    expect((await start('/shop.v1.UnusedService/Nothing', textField('it')).outcome).error?.code).toBe(12);
  });

  it('hand the engine the bytes, the metadata and the deadline, on its own clock', async () => {
    engine.answer = ok('page');
    const metadata = new Metadata();
    metadata.set('x-one', 'a, b');
    metadata.add('x-two', 'a, b');
    metadata.add('x-two', 'c');
    metadata.set('x-three-bin', Buffer.from([1, 2]));
    const deadline = Date.now() + 60_000;
    await start(getPage, textField('abc'), metadata, deadline).outcome;
    const [call] = engine.calls;
    expect(call?.path).toBe(getPage);
    expect(Buffer.from(call?.request ?? [])).toEqual(textField('abc'));
    expect(['x-one', 'x-two', 'x-three-bin', 'x-four'].map((key) => call?.metadata(key))).toEqual([
      'a, b',
      'a, b,c',
      'AQI=',
      undefined,
    ]);
    const given = (call?.deadlineMs ?? 0) - 1_000_000;
    expect(Math.abs(given - deadline)).toBeLessThan(20_000);
    engine.calls = [];
    await start(getPage, textField('abc')).outcome;
    expect(engine.calls[0]?.deadlineMs).toBeUndefined();
  });

  it('send trailers with answers', async () => {
    engine.answer = ok('page', [
      ['cache-status', 'tributary; hit; ttl=27'],
      ['tributary-completeness-bin', Uint8Array.of(8, 1)],
    ]);
    const { trailers, error } = await start(getPage, textField('a')).outcome;
    expect(error).toBeNull();
    expect(trailers.get('cache-status')).toEqual(['tributary; hit; ttl=27']);
    expect(trailers.get('tributary-completeness-bin')).toEqual([Buffer.from([8, 1])]);
  });

  it('send statuses with details and trailers', async () => {
    engine.answer = {
      kind: 'status',
      code: status.UNAVAILABLE,
      message: 'movie: höhö \ud800',
      details: Uint8Array.of(8, 14),
      trailers: [['x-more', 'yes']],
    };
    const { error } = await start(getPage, textField('a')).outcome;
    expect(error).toMatchObject({ code: 14, details: 'movie: höhö \ufffd' });
    expect(error?.metadata.get('grpc-status-details-bin')).toEqual([Buffer.from([8, 14])]);
    expect(error?.metadata.get('x-more')).toEqual(['yes']);
  });

  it('are left when the caller leaves', async () => {
    const started = engine.started();
    const { outcome, cancel } = start(getPage, textField('a'));
    await started;
    const left = engine.left();
    cancel();
    expect((await outcome).error?.code).toBe(status.CANCELLED);
    await left;
    expect(engine.cancelled).toBe(1);
  });

  it("are left when the caller's deadline passes", async () => {
    const left = engine.left();
    const { outcome } = start(getPage, textField('a'), new Metadata(), Date.now() + 1000);
    expect((await outcome).error?.code).toBe(status.DEADLINE_EXCEEDED);
    await left;
    expect(engine.cancelled).toBe(1);
  });

  it('are left when an interceptor of the app will not wait', async () => {
    const metadata = new Metadata();
    metadata.set('x-impatient', 'yes');
    patienceEnds = engine.started();
    const { error } = await start(getPage, textField('a'), metadata).outcome;
    expect(error?.code).toBe(status.UNKNOWN);
    expect(engine.cancelled).toBe(1);
  });

  it('are not left once they are answered', async () => {
    engine.answer = ok('page');
    for (let i = 0; i < 20; i++) await start(getPage, textField('a')).outcome;
    expect(engine.cancelled).toBe(0);
  });

  it('refuse requests that break the rules of their contract, before the engine sees them', async () => {
    const { error } = await start(getPage, textField('too long')).outcome;
    expect(error?.code).toBe(status.INVALID_ARGUMENT);
    expect(error?.details).toContain('id: ');
    expect(engine.calls).toEqual([]);
    const [bytes] = error?.metadata.get('grpc-status-details-bin') ?? [];
    const { details } = fromBinary(StatusSchema, bytes as Buffer);
    expect(details).toHaveLength(2);
    const [first, second] = details;
    if (first === undefined || second === undefined) throw new Error('unreachable');
    expect(anyUnpack(first, BadRequestSchema)?.fieldViolations).toMatchObject([{ field: 'id' }]);
    expect(anyUnpack(second, ErrorInfoSchema)).toMatchObject({ domain: 'tributary', reason: 'INVALID_REQUEST' });
    expect(await metrics.registry.metrics()).toContain(
      'tributary_requests_total{method="shop.v1.ShopService/GetPage",code="INVALID_ARGUMENT"} 1',
    );
  });

  it('leave it to the engine to refuse bytes that are no message', async () => {
    engine.answer = ok('page');
    await start(getPage, Buffer.from([0x0a, 0x05])).outcome;
    expect(engine.calls).toHaveLength(1);
  });

  it('tell of a bug nothing but that there was one', async () => {
    const execute = engine.execute.bind(engine);
    engine.execute = () => {
      throw new Error('secret');
    };
    const { error } = await start(getPage, textField('a')).outcome;
    engine.execute = execute;
    expect(error).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(logged.at(-1)).toContain('secret');
  });

  it('answer large and empty messages', async () => {
    engine.answer = { kind: 'ok', message: new Uint8Array(), trailers: [] };
    expect((await start(getPage, Buffer.alloc(0)).outcome).error).toBeNull();
    const large = Buffer.alloc(3_000_000, 1);
    engine.answer = { kind: 'ok', message: large, trailers: [] };
    expect((await start(getPage, Buffer.alloc(0)).outcome).text).toHaveLength(2_999_998);
  });

  it('are told of by health and readiness', async () => {
    const check = async (service: string) => {
      const { error } = await start('/grpc.health.v1.Health/Check', textField(service)).outcome;
      return error?.code ?? 'SERVING';
    };
    expect(await check('shop.v1.ShopService')).toBe('SERVING');
    expect(await check('shop.v1.AdminService')).toBe('SERVING');
    expect(await check('shop.v1.UnusedService')).toBe(status.NOT_FOUND);
    expect(await (await fetch(`${http}/livez`)).text()).toBe('ok\n');
    const ready = await fetch(`${http}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, state: 'serving', upstreams: {} });
    const exposed = await fetch(`${http}/metrics`);
    expect(exposed.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await exposed.text()).toContain('process_cpu_seconds_total');
    expect((await fetch(`${http}/other`)).status).toBe(404);
    expect((await fetch(`${http}/livez`, { method: 'POST' })).status).toBe(405);
  });
});
