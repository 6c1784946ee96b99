import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  Client,
  credentials,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CompletenessSchema, GapReason } from '@tributary/language';
import { pino } from 'pino';
import {
  InvalidateTagsRequestSchema,
  InvalidateTagsResponseSchema,
  StatsResponseSchema,
} from '../generated/tributary/admin/v1/cache_pb.ts';
import { type RunningComposite, startComposite } from './start-composite.ts';

const proto = `syntax = "proto3";
package shop.v1;
import "tributary/v1/compose.proto";
service ShopService {
  rpc Cached(Request) returns (Page) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "30s" cache: { ttl: "30s" } };
  }
  rpc Calls(Request) returns (CachedPage) { option (tributary.v1.composite) = { timeout: "30s" }; }
}
service ItemService { rpc Get(Request) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; } }
message Request { string id = 1; }
message Item { string name = 1; }
message Page {
  Item item = 1 [(tributary.v1.from) = { call: "shop.v1.ItemService/Get" args: "id = request.id" }];
}
message CachedPage {
  Item item = 1 [(tributary.v1.from) = {
    call: "shop.v1.ItemService/Get" args: "id = request.id"
    cache: { ttl: "30s" stale_if_error: "10m" tags: "'item:' + request.id" }
  }];
}
`;

const same = (bytes: Buffer): Buffer => bytes;
const text = (value: string): Buffer => Buffer.from([0x0a, value.length, ...Buffer.from(value)]);

interface Answered {
  readonly code: number;
  readonly message: Buffer;
  readonly trailers: Metadata;
}

describe('the cache of a composite that runs', () => {
  let folder: string;
  let upstream: Server;
  let composite: RunningComposite;
  let client: Client;
  let otherClient: Client;
  let nowMs = 1_700_000_000_000;
  /** The upstream's calls, by id. */
  const calls = new Map<string, number>();
  let onCall: (id: string) => Promise<Buffer | { code: status; details: string }>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'composite-cache-'));
    await mkdir(join(folder, 'proto'));
    await writeFile(join(folder, 'proto/shop.proto'), proto);
    upstream = new Server();
    const method = {
      path: '/shop.v1.ItemService/Get',
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    } as const;
    upstream.addService(
      { Get: method },
      {
        Get: ({ request }: ServerUnaryCall<Buffer, Buffer>, answer: (error: object | null, reply?: Buffer) => void) => {
          const id = request.subarray(2).toString();
          calls.set(id, (calls.get(id) ?? 0) + 1);
          void onCall(id).then((reply) => (Buffer.isBuffer(reply) ? answer(null, reply) : answer(reply)));
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      upstream.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    composite = await startComposite(
      {
        listen: '127.0.0.1:0',
        http: '127.0.0.1:0',
        admin: '127.0.0.1:0',
        proto: join(folder, 'proto'),
        upstreams: { '*': { address: `127.0.0.1:${String(port)}` } },
        drain: '1s',
        // A crowd is to be there at once.
        limits: { requests: 5000, streams: 2000, late: '1h' },
      },
      { log: pino({ level: 'silent' }), clock: { now: () => nowMs }, random: () => 0 },
    );
    // A connection each.
    const own = { 'grpc.use_local_subchannel_pool': 1 };
    client = new Client(composite.grpcAddress, credentials.createInsecure(), own);
    otherClient = new Client(composite.grpcAddress, credentials.createInsecure(), own);
  });

  afterAll(async () => {
    client.close();
    otherClient.close();
    await composite.close();
    upstream.forceShutdown();
    await rm(folder, { recursive: true });
  });

  afterEach(() => {
    calls.clear();
    nowMs += 3_600_000;
  });

  function ask(method: 'Cached' | 'Calls', id: string, by = client): Promise<Answered> {
    return new Promise((resolve) => {
      let answered: Pick<Answered, 'code' | 'message'> | undefined;
      const call = by.makeUnaryRequest(`/shop.v1.ShopService/${method}`, same, same, text(id), (error, message) => {
        answered = { code: error?.code ?? status.OK, message: message ?? Buffer.alloc(0) };
      });
      call.on('status', ({ metadata: trailers }: { metadata: Metadata }) => {
        setImmediate(() => answered !== undefined && resolve({ ...answered, trailers }));
      });
    });
  }

  /** Asks a thousand times at once; the upstream's answer is held until all have come in. */
  async function crowd(
    method: 'Cached' | 'Calls',
    reply: Buffer | { code: status; details: string },
  ): Promise<Answered[]> {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const came = new Set<string>();
    onCall = async (id) => {
      // What was sent after the others on the same connection comes in after them.
      if (id.startsWith('last')) came.add(id);
      if (came.size === 2) release();
      if (id === 'crowd') await released;
      return reply;
    };
    const clients = [client, otherClient];
    const asked = clients.flatMap((by) => Array.from({ length: 500 }, () => ask(method, 'crowd', by)));
    await Promise.all(clients.map((by, i) => ask(method, `last ${String(i)}`, by)));
    return Promise.all(asked);
  }

  it.each(['Cached', 'Calls'] as const)('makes one call for 1,000 equal requests at once: %s', async (method) => {
    const answers = await crowd(method, text('chair'));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([status.OK]));
    expect(new Set(answers.map(({ message }) => message.toString('hex'))).size).toBe(1);
    expect(calls.get('crowd')).toBe(1);
    if (method === 'Calls') return;
    const told = answers.map(({ trailers }) => trailers.get('cache-status')[0]);
    expect(told.filter((one) => one === 'tributary; fwd=miss; stored')).toHaveLength(1);
    expect(told.filter((one) => one === 'tributary; fwd=miss; stored; collapsed')).toHaveLength(999);
    const later = await ask(method, 'crowd');
    expect(later.trailers.get('cache-status')).toEqual(['tributary; hit; ttl=30']);
  });

  it.each(['Cached', 'Calls'] as const)('makes one call for all of them when it fails, too: %s', async (method) => {
    const answers = await crowd(method, { code: status.ABORTED, details: 'no' });
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([status.ABORTED]));
    expect(calls.get('crowd')).toBe(1);
  });

  it('serves everybody while the upstream is down within grace, and asks it once per back-off', async () => {
    onCall = () => Promise.resolve(text('chair'));
    await ask('Calls', 'grace');
    nowMs += 60_000;
    onCall = () => Promise.resolve({ code: status.UNAVAILABLE, details: 'down' });
    const attempts = async (requests: number): Promise<number> => {
      const before = calls.get('grace') ?? 0;
      const answers = await Promise.all(Array.from({ length: requests }, () => ask('Calls', 'grace')));
      for (const { code, message, trailers } of answers) {
        expect(code).toBe(status.OK);
        expect(message.includes('chair')).toBe(true);
        const [completeness] = trailers.get('tributary-completeness-bin');
        const { gaps } = fromBinary(CompletenessSchema, completeness as Buffer);
        expect(gaps).toMatchObject([{ path: 'item', reason: GapReason.STALE, code: status.UNAVAILABLE }]);
      }
      return (calls.get('grace') ?? 0) - before;
    };
    // The first failure may be an accident: it is tried once more at once.
    expect(await attempts(1)).toBe(1);
    expect(await attempts(1)).toBe(1);
    expect(await attempts(300)).toBe(0);
    for (const backOffMs of [100, 200, 400, 800, 1600, 3200, 5000, 5000]) {
      nowMs += backOffMs - 1;
      expect(await attempts(20)).toBe(0);
      nowMs += 1;
      expect(await attempts(100)).toBe(1);
    }
    onCall = () => Promise.resolve(text('table'));
    nowMs += 5000;
    expect((await ask('Calls', 'grace')).message.includes('table')).toBe(true);
  });

  it('is invalidated and counted from outside', async () => {
    const admin = new Client(composite.adminAddress ?? '', credentials.createInsecure());
    const call = (method: string, request: Uint8Array): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        const path = `/tributary.admin.v1.CacheService/${method}`;
        admin.makeUnaryRequest(path, same, same, Buffer.from(request), (error, reply) => {
          if (error === null) resolve(reply ?? Buffer.alloc(0));
          else reject(error);
        });
      });
    onCall = () => Promise.resolve(text('old'));
    await ask('Calls', 'outside');
    onCall = () => Promise.resolve(text('new'));
    expect((await ask('Calls', 'outside')).message.includes('old')).toBe(true);
    const request = create(InvalidateTagsRequestSchema, { tags: ['item:outside', 'item:unknown'] });
    const reply = await call('InvalidateTags', toBinary(InvalidateTagsRequestSchema, request));
    expect(fromBinary(InvalidateTagsResponseSchema, reply).markedHere).toBe(1n);
    expect((await ask('Calls', 'outside')).message.includes('new')).toBe(true);
    const stats = fromBinary(StatsResponseSchema, await call('Stats', Uint8Array.of()));
    expect(stats.replies.map(({ method }) => method)).toEqual(['shop.v1.ItemService/Get']);
    expect(stats.answers.map(({ method }) => method)).toEqual(['shop.v1.ShopService/Cached']);
    expect(stats.replies[0]?.hits).toBeGreaterThan(0n);
    const metrics = await (await fetch(`http://${composite.httpAddress ?? ''}/metrics`)).text();
    const told =
      /^tributary_cache_outcomes_total\{kind="reply",method="shop.v1.ItemService\/Get",outcome="hit"\} (\d+)$/m.exec(
        metrics,
      );
    expect(BigInt(told?.[1] ?? -1)).toBe(stats.replies[0]?.hits);
    expect(metrics).toMatch(/^tributary_cache_entries \d+$/m);
    admin.close();
  });
});
