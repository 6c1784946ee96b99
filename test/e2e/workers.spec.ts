import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CountedUpstream, textMessage, textOf } from '../support/counted-upstream.ts';
import { root } from './reference-system.ts';

const shop = `edition = "2023";
package shop.v1;
import "tributary/v1/compose.proto";
service StoreService {
  rpc Get(Text) returns (Text) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(Text) returns (Nothing);
}
message Text { string text = 1; }
message Nothing {}
service ShopService {
  rpc Read(Text) returns (Shown) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "10s" cache: { ttl: "1h" tags: "request.text" } };
  }
  rpc Change(Text) returns (Changed) {
    option (tributary.v1.composite) = { timeout: "10s" invalidates: "request.text" };
  }
}
message Shown {
  string text = 1 [(tributary.v1.from) = {
    call: "shop.v1.StoreService/Get" args: "text = request.text" select: "response.text"
  }];
}
message Changed {
  Nothing done = 1 [(tributary.v1.from) = { call: "shop.v1.StoreService/Put" args: "text = request.text" }];
}
`;

const same = (bytes: Buffer): Buffer => bytes;

interface Line {
  readonly msg: string;
  readonly pid: number;
  readonly address?: string;
  readonly http?: string;
  readonly admin?: string;
}

describe('a composite with two workers', () => {
  let folder: string;
  let upstream: CountedUpstream;
  let server: ChildProcess;
  let address: string;
  let http: string;
  let admin: string;
  const lines: Line[] = [];
  let heard = (): void => undefined;
  const clients: Client[] = [];

  /** Resolves with the first line of a message that is logged from `from` on. */
  const says = async (message: string, from = 0): Promise<Line> => {
    for (;;) {
      const found = lines.slice(from).find(({ msg }) => msg === message);
      if (found !== undefined) return found;
      if (server.exitCode !== null) throw new Error(`ended before it said: ${message}`);
      await new Promise<void>((resolve) => (heard = resolve));
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workers-'));
    await mkdir(join(folder, 'proto/shop/v1'), { recursive: true });
    await writeFile(join(folder, 'proto/shop/v1/shop.proto'), shop);
    upstream = await CountedUpstream.start('shop.v1.StoreService');
    const configuration = {
      listen: '127.0.0.1:0',
      http: '127.0.0.1:0',
      admin: '127.0.0.1:0',
      proto: 'proto',
      upstreams: { '*': { address: `ipv4:${upstream.address}` } },
    };
    await writeFile(join(folder, 'tributary.yaml'), JSON.stringify(configuration));
    server = spawn('npx', ['tributary', 'serve', '--workers', '2', '-c', join(folder, 'tributary.yaml')], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (server.stdout === null) throw new Error('its output is not read');
    createInterface({ input: server.stdout }).on('line', (line) => {
      lines.push(JSON.parse(line) as Line);
      heard();
    });
    server.once('exit', () => heard());
    const serving = await says('all workers serve');
    address = serving.address ?? '';
    http = serving.http ?? '';
    admin = serving.admin ?? '';
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    upstream.stop();
    await rm(folder, { recursive: true });
  });

  /** A connection of its own: connections are what is shared out among the workers. */
  const connect = (): Client => {
    const options = { 'grpc.use_local_subchannel_pool': 1 };
    const client = new Client(address, credentials.createInsecure(), options);
    clients.push(client);
    return client;
  };

  const call = (client: Client, method: 'Read' | 'Change', text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const path = `/shop.v1.ShopService/${method}`;
      client.makeUnaryRequest(path, same, same, textMessage(text), (error, reply) => {
        if (error === null) resolve(textOf(reply ?? Buffer.alloc(0)));
        else reject(error);
      });
    });

  const metrics = async (): Promise<string> => (await fetch(`http://${http}/metrics`)).text();
  const requests = async (): Promise<number> => {
    const counted = /^tributary_requests_total\{method="shop.v1.ShopService\/Read",code="OK"\} (\d+)$/m;
    return Number(counted.exec(await metrics())?.[1]);
  };

  it('shares connections out, and invalidates in all workers', async () => {
    const [first, second] = [connect(), connect()];
    expect(await call(first, 'Read', 'a')).toBe('a 0');
    expect(await call(second, 'Read', 'a')).toBe('a 0');
    // Each worker has a memory of its own, so each had to ask.
    expect(upstream.readsOf('a')).toBe(2);
    await call(first, 'Change', 'a');
    expect(await call(second, 'Read', 'a')).toBe('a 1');
    expect(await call(first, 'Read', 'a')).toBe('a 1');
    expect(upstream.readsOf('a')).toBe(4);
    expect(await requests()).toBe(4);
    expect(await metrics()).toMatch(/^tributary_workers 2$/m);
    const ready = await (await fetch(`http://${http}/readyz`)).json();
    expect(ready).toMatchObject({ ready: true, workers: [{ state: 'serving' }, { state: 'serving' }] });
  });

  it('is administered as one', async () => {
    const administrator = new Client(admin, credentials.createInsecure());
    clients.push(administrator);
    const administer = (method: string, request: Buffer): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        const path = `/tributary.admin.v1.${method}`;
        administrator.makeUnaryRequest(path, same, same, request, (error, reply) => {
          if (error === null) resolve(reply ?? Buffer.alloc(0));
          else reject(error);
        });
      });
    const [first, second] = [connect(), connect()];
    await Promise.all([first, second].map((client) => call(client, 'Read', 'd')));
    // `marked_here`: an entry in each worker.
    expect([...(await administer('CacheService/InvalidateTags', textMessage('d')))]).toEqual([0x08, 2]);
    await Promise.all([first, second].map((client) => call(client, 'Read', 'd')));
    expect(upstream.readsOf('d')).toBe(4);
    expect((await administer('UsageService/GetUsage', Buffer.alloc(0))).toString()).toContain('grpc-node-js');
  });

  it('replaces its workers without a call that fails, and goes on counting', async () => {
    const before = await requests();
    const from = lines.length;
    let restarted = false;
    const restart = says('the workers are restarted', from).then(() => (restarted = true));
    const supervisor = (await says('all workers serve')).pid;
    process.kill(supervisor, 'SIGHUP');
    const callers = Array.from({ length: 4 }, async () => {
      const client = connect();
      let calls = 0;
      for (; !restarted; calls++) await call(client, 'Read', `b${calls % 10}`);
      return calls;
    });
    await restart;
    const calls = (await Promise.all(callers)).reduce((sum, one) => sum + one, 0);
    expect(calls).toBeGreaterThan(0);
    const started = lines.slice(from).filter(({ msg }) => msg === 'listening');
    expect(new Set(started.map(({ pid }) => pid)).size).toBe(2);
    expect(await requests()).toBe(before + calls);
  });

  it('replaces a worker that dies', async () => {
    const from = lines.length;
    const worker = lines.findLast(({ msg }) => msg === 'listening');
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    await says('a worker died', from);
    const successor = await says('listening', from);
    expect(successor.address).toBe(address);
    expect(await call(connect(), 'Read', 'c')).toBe('c 0');
  });

  it('ends with all its workers', async () => {
    const ended = once(server, 'exit');
    process.kill((await says('all workers serve')).pid, 'SIGTERM');
    expect(await ended).toEqual([0, null]);
    const pids = new Set(lines.filter(({ msg }) => msg === 'listening').map(({ pid }) => pid));
    expect(pids.size).toBe(5);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
