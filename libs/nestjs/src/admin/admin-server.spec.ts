import { fromBinary, toBinary, create } from '@bufbuild/protobuf';
import { Client, credentials, logVerbosity, type ServiceError, setLogVerbosity, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Cache } from '@tributary/cache';
import { pino } from 'pino';
import { formatListenAddress } from '@tributary/configuration';
import {
  CacheService,
  InvalidateTagsRequestSchema,
  InvalidateTagsResponseSchema,
  StatsResponseSchema,
} from '../generated/tributary/admin/v1/cache_pb.ts';
import { CacheFigures } from '../http/cache-figures.ts';
import { ListenError } from '../service/bounded-grpc-server.ts';
import { UsageTally } from '../usage/usage-tally.ts';
import { type Administration, administrationOf, summedCacheReport, summedUsageReport } from './administration.ts';
import { type AdminServer, startAdminServer } from './admin-server.ts';

const policy = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0, negativeTtlMs: 0, degradedTtlMs: 0 };
const same = (bytes: Buffer): Buffer => bytes;
const log = pino({ level: 'silent' });
const noCounts = { hit: 0, negative: 0, miss: 0, collapsed: 0, stale: 0, refused: 0 };

describe('the administration of a cache', () => {
  let cache: Cache;
  let figures: CacheFigures;
  let administration: Administration;
  let server: AdminServer;
  let client: Client;

  beforeEach(async () => {
    cache = new Cache({ maxBytes: 1e6, clock: { now: () => 0 } });
    figures = new CacheFigures();
    administration = administrationOf({ cache, figures, usage: new UsageTally(), clock: { now: () => 0 } });
    server = await startAdminServer({ host: '127.0.0.1', port: 0 }, administration, log);
    client = new Client(formatListenAddress(server.address), credentials.createInsecure());
  });

  afterEach(async () => {
    client.close();
    await server.close();
  });

  function call(path: string, request: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, same, same, Buffer.from(request), (error, reply) => {
        if (error !== null) reject(error);
        else resolve(reply ?? Buffer.alloc(0));
      });
    });
  }

  const invalidate = async (...tags: string[]): Promise<bigint> => {
    const request = toBinary(InvalidateTagsRequestSchema, create(InvalidateTagsRequestSchema, { tags }));
    const reply = await call(`/${CacheService.typeName}/InvalidateTags`, request);
    return fromBinary(InvalidateTagsResponseSchema, reply).markedHere;
  };

  const store = (key: string, tags: string[]): boolean =>
    cache.store(key, { kind: 'value', bytes: Uint8Array.of(1), degraded: false }, policy, tags, cache.askedAt());

  it('invalidates by tags, and says how much that was', async () => {
    store('a', ['t', 'u']);
    store('b', ['t']);
    store('c', ['v']);
    expect(await invalidate()).toBe(0n);
    expect(await invalidate('t', 'w')).toBe(2n);
    expect(await invalidate('t')).toBe(0n);
    expect(['a', 'b', 'c'].map((key) => cache.lookup(key, policy).kind)).toEqual(['miss', 'miss', 'hit']);
  });

  it('tells what was counted, and what memory holds', async () => {
    store('a', ['t']);
    await invalidate('t');
    figures.requestEnded({ path: '/p.S/M', code: 0, durationMs: 1, gaps: [], cache: 'stale' });
    for (const outcome of ['hit', 'hit', 'miss', 'collapsed', 'negative'] as const) {
      figures.callCache({ call: 'u.S/M', outcome });
    }
    figures.cacheRefused({ kind: 'reply', method: 'u.S/M' });
    const stats = fromBinary(StatsResponseSchema, await call(`/${CacheService.typeName}/Stats`, Uint8Array.of()));
    expect(stats).toMatchObject({
      answers: [{ method: 'p.S/M', hits: 0n, stale: 1n }],
      replies: [{ method: 'u.S/M', hits: 2n, negatives: 1n, misses: 1n, collapsed: 1n, stale: 0n, refused: 1n }],
      memory: { entries: 1n, maxBytes: 1_000_000n, evicted: 0n, invalidated: 1n },
    });
    expect(stats.memory?.bytes).toBeGreaterThan(0n);
    expect(stats.redis).toBeUndefined();
  });

  it('refuses what is no request', async () => {
    const refused = call(`/${CacheService.typeName}/InvalidateTags`, Uint8Array.of(0x0a, 5));
    await expect(refused).rejects.toMatchObject({ code: status.INVALID_ARGUMENT } satisfies Partial<ServiceError>);
  });

  it('says that it is well, and what it offers', async () => {
    expect([...(await call('/grpc.health.v1.Health/Check', Uint8Array.of()))]).toEqual([0x08, 1]);
    const reflection = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
    const stream = client.makeBidiStreamRequest(reflection, same, same);
    const told = new Promise<Buffer>((resolve) => stream.once('data', resolve));
    // `list_services`, of anything.
    stream.write(Buffer.of(0x3a, 0));
    expect((await told).includes(CacheService.typeName)).toBe(true);
    stream.end();
  });

  it('says which port is taken', async () => {
    // grpc-js says it, too.
    setLogVerbosity(logVerbosity.NONE);
    const second = startAdminServer(server.address, administration, log);
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(`port ${server.address.port} is taken`);
  });

  it('sums what several processes report', async () => {
    store('a', ['t']);
    figures.requestEnded({ path: '/p.S/M', code: 0, durationMs: 1, gaps: [], cache: 'hit' });
    const report = await administration.cacheReport();
    const other = {
      ...report,
      figures: [{ kind: 'reply', method: 'u.S/M', counts: { ...noCounts, miss: 2 } }] as const,
    };
    const { stats, figures: sums } = summedCacheReport(report, other, report);
    expect(stats).toMatchObject({ entries: 3, stored: 3, maxBytes: 3e6, refused: { 'too-large': 0 } });
    expect(sums).toEqual([
      { kind: 'answer', method: 'p.S/M', counts: { ...noCounts, hit: 2 } },
      { kind: 'reply', method: 'u.S/M', counts: { ...noCounts, miss: 2 } },
    ]);
    const asked = { caller: 'web', method: 'p.S/M', whole: 1, fields: { a: 2 } };
    const usage = summedUsageReport(
      { sinceMs: 5, untilMs: 10, records: [asked] },
      { sinceMs: 7, untilMs: 9, records: [asked] },
    );
    expect(usage).toEqual({ sinceMs: 7, untilMs: 10, records: [{ ...asked, whole: 2, fields: { a: 4 } }] });
  });
});
