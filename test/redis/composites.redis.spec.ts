import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CountedUpstream } from '../support/counted-upstream.ts';
import { RedisServer } from './redis-server.ts';
import { ServedReplica } from './served-replica.ts';

const proto = `syntax = "proto3";
package shop.v1;
import "tributary/v1/compose.proto";
service StoreService {
  rpc Get(Text) returns (Text) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(Text) returns (Nothing);
}
message Text { string text = 1; }
message Nothing {}
service ShopService {
  rpc GetWhole(Text) returns (Whole) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "10s" cache: { ttl: "1h" tags: "'item:' + request.text" } };
  }
  rpc GetCalled(Text) returns (Called) { option (tributary.v1.composite) = { timeout: "10s" }; }
  rpc Change(Text) returns (Changed) {
    option (tributary.v1.composite) = { timeout: "10s" invalidates: "'item:' + request.text" };
  }
}
message Whole {
  string text = 1 [(tributary.v1.from) = {
    call: "shop.v1.StoreService/Get" args: "text = request.text" select: "response.text"
  }];
}
message Called {
  string text = 1 [(tributary.v1.from) = {
    call: "shop.v1.StoreService/Get" args: "text = request.text" select: "response.text"
    cache: { ttl: "1h" tags: "'item:' + request.text" }
  }];
}
message Changed {
  Nothing done = 1 [(tributary.v1.from) = { call: "shop.v1.StoreService/Put" args: "text = request.text" }];
}
`;

const whole = '/shop.v1.ShopService/GetWhole';
const call = '/shop.v1.ShopService/GetCalled';
const change = '/shop.v1.ShopService/Change';

describe('four replicas with one Redis', () => {
  let folder: string;
  let redis: RedisServer;
  let upstream: CountedUpstream;
  let replicas: ServedReplica[];
  let one: ServedReplica;
  let two: ServedReplica;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tributary-replicas-'));
    await mkdir(join(folder, 'proto'));
    await writeFile(join(folder, 'proto/shop.proto'), proto);
    redis = await RedisServer.start();
    upstream = await CountedUpstream.start('shop.v1.StoreService');
    const configuration = join(folder, 'tributary.yaml');
    await writeFile(
      configuration,
      `listen: 127.0.0.1:0
http: off
proto: proto
upstreams: { "*": { address: "${upstream.address}", keepalive: { timeout: 20s } } }
cache: { redis: { url: "${redis.url}" } }
drain: 500ms
limits: { late: 1m }
`,
    );
    replicas = await Promise.all([1, 2, 3, 4].map(() => ServedReplica.start(configuration)));
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error('no replicas');
    [one, two] = [first, second];
    // Connections, and code that has run before: what is measured below is what a process does that runs.
    for (let round = 0; round < 50; round++) {
      await Promise.all(replicas.map((each) => each.call(round % 2 === 0 ? whole : call, `warm ${String(round)}`)));
    }
  }, 60_000);

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    upstream.stop();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  // That they do not wait for each other where Redis, or one of them, stands still for long enough is meant: on a busy
  // machine that happens now and then.
  const mostOf = (counts: readonly number[]) => counts.toSorted((a, b) => a - b)[Math.floor((counts.length * 3) / 4)];

  it.each([
    ['answers', whole],
    ['replies', call],
  ])('make at most two calls for equal cold requests at once, three times of four at least: %s', async (_, path) => {
    upstream.delayMs = 30;
    const made: number[] = [];
    for (let round = 0; round < 20; round++) {
      const id = `${path} ${String(round)}`;
      const asked = replicas.flatMap((replica) => Array.from({ length: 10 }, () => replica.call(path, id)));
      expect(new Set(await Promise.all(asked))).toEqual(new Set([`${id} 0`]));
      made.push(upstream.readsOf(id));
    }
    upstream.delayMs = 0;
    expect(mostOf(made)).toBeLessThanOrEqual(2);
    // One for each replica, as without Redis.
    expect(Math.max(...made)).toBeLessThanOrEqual(replicas.length);
  });

  it.each([
    ['answers', whole],
    ['replies', call],
  ])(
    'make at most two calls for equal cold requests at once that fail, three times of four at least: %s',
    async (_, path) => {
      upstream.delayMs = 100;
      const made: number[] = [];
      for (let round = 0; round < 10; round++) {
        const id = `fails ${path} ${String(round)}`;
        const asked = replicas.flatMap((replica) =>
          Array.from({ length: 25 }, () =>
            replica.call(path, id).catch((error: unknown) => (error instanceof Error ? error.message : error)),
          ),
        );
        expect(new Set(await Promise.all(asked))).toEqual(new Set([`9 FAILED_PRECONDITION: text: no ${id}`]));
        made.push(upstream.readsOf(id));
      }
      upstream.delayMs = 0;
      expect(mostOf(made)).toBeLessThanOrEqual(2);
    },
  );

  it('make at most two calls for a thousand equal cold requests at once, however long they take', async () => {
    upstream.delayMs = 700;
    const made: number[] = [];
    for (let round = 0; round < 5; round++) {
      const id = `thousand ${String(round)}`;
      const asked = replicas.flatMap((replica) => Array.from({ length: 250 }, () => replica.call(call, id)));
      expect(new Set(await Promise.all(asked))).toEqual(new Set([`${id} 0`]));
      made.push(upstream.readsOf(id));
    }
    upstream.delayMs = 0;
    expect(mostOf(made)).toBeLessThanOrEqual(2);
    expect(Math.max(...made)).toBeLessThanOrEqual(replicas.length);
  });

  it('have told each other of invalidations when these are answered, time and again', async () => {
    // By looking alone, once a second, they would hardly ever know by then.
    const enough = 10;
    let known = 0;
    for (let round = 0; round < 60 && known < enough; round++) {
      const id = `told ${String(round)}`;
      const path = round % 2 === 0 ? whole : call;
      expect(await two.call(path, id)).toBe(`${id} 0`);
      expect(await one.call(path, id)).toBe(`${id} 0`);
      await one.call(change, id);
      if ((await two.call(path, id)) === `${id} 1`) known++;
      else while ((await two.call(path, id)) !== `${id} 1`);
    }
    expect(known).toBe(enough);
  }, 180_000);

  it('hear of them within ten seconds where nothing is told', async () => {
    expect(await two.call(call, 'cut')).toBe('cut 0');
    // Nobody may listen any more, nor does who did.
    await redis.command('ACL', 'SETUSER', 'default', '-subscribe', '-psubscribe');
    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const channel = 'tributary:1:invalidated';
    expect(await redis.command('PUBSUB', 'NUMSUB', channel)).toEqual([channel, 0]);
    const before = performance.now();
    await one.call(change, 'cut');
    while ((await two.call(call, 'cut')) !== 'cut 1');
    expect(performance.now() - before).toBeLessThan(10_000);
    await redis.command('ACL', 'SETUSER', 'default', '+subscribe', '+psubscribe');
  });

  it('answer as without Redis while it is down, and share again when it is back', async () => {
    await redis.down();
    await Promise.all(replicas.map((replica) => replica.says('the cache goes on without Redis')));
    expect(await Promise.all(replicas.map((replica) => replica.call(call, 'down')))).toEqual(
      replicas.map(() => 'down 0'),
    );
    expect(upstream.readsOf('down')).toBe(4);
    expect(await one.call(call, 'down')).toBe('down 0');
    expect(upstream.readsOf('down')).toBe(4);
    await redis.up();
    await Promise.all(replicas.map((replica) => replica.says('the cache shares through Redis')));
    await one.call(call, 'back');
    expect(await two.call(call, 'back')).toBe('back 0');
    expect(upstream.readsOf('back')).toBeLessThanOrEqual(2);
  });
});
