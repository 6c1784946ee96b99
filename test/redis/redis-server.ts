import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freeAddresses } from '../../scripts/reference-system/addresses.mjs';

/** A Redis of one's own: nothing else talks to it, and it is gone with its folder when stopped for good. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** Starts one on a free port. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'tributary-redis-')));
    await server.up();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it where it is down, empty; it answers when this is over. */
  async up(): Promise<void> {
    const started = spawn(
      'redis-server',
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.#folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#process = started;
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', () => reject(new Error('redis-server ended while it started')));
      started.stdout.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** Kills it, as a crash would. */
  async down(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }

  /** Makes it hang: connections stay, nothing answers. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Ends `freeze`. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Runs one command. */
  async command(name: string, ...values: string[]): Promise<unknown> {
    const redis = new Redis(this.url, { retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      return await redis.call(name, ...values);
    } finally {
      redis.disconnect();
    }
  }

  /** Waits until replicas have looked into the log so many times, all of them together. */
  async looks(count: number): Promise<void> {
    for (let look = 0; look < count; look++) {
      await this.command('DEL', 'tributary:1:probe');
      while ((await this.command('EXISTS', 'tributary:1:probe')) === 0) await new Promise(setImmediate);
    }
  }

  /** Stops it for good. */
  async stop(): Promise<void> {
    this.thaw();
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** One that it can take again after it was down: no outgoing connection gets it meanwhile. */
async function freePort(): Promise<number> {
  const [address = ''] = await freeAddresses(1);
  return Number(address.split(':')[1]);
}
