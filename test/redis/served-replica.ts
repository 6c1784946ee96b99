import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { textMessage, textOf } from '../support/counted-upstream.ts';

const command = fileURLToPath(new URL('../../apps/tributary/bin/tributary.js', import.meta.url));
const same = (bytes: Buffer): Buffer => bytes;

/** One of several composites with the same configuration, a process of its own: `tributary serve`. Expects a build. */
export class ServedReplica {
  readonly #process: ChildProcess;
  readonly #said = new Set<string>();
  #client: Client | undefined;
  #heard: () => void = () => undefined;

  private constructor(configuration: string) {
    const environment = { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'info' };
    this.#process = spawn(process.execPath, [command, 'serve', '-c', configuration], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('its output is not read');
    createInterface({ input: stdout }).on('line', (line) => this.#hear(line));
    this.#process.once('exit', () => this.#heard());
  }

  /** Starts one, and resolves when it listens and shares through Redis. */
  static async start(configuration: string): Promise<ServedReplica> {
    const replica = new ServedReplica(configuration);
    await replica.says('listening');
    await replica.says('the cache shares through Redis');
    return replica;
  }

  /** Resolves when a message has been logged since this was last asked of it. */
  async says(message: string): Promise<void> {
    while (!this.#said.delete(message)) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) throw new Error('a replica has ended');
      await new Promise<void>((heard) => (this.#heard = heard));
    }
  }

  /** Calls a method whose messages have one text field. */
  call(path: string, text: string): Promise<string> {
    const client = this.#client;
    if (client === undefined) throw new Error('a replica does not listen yet');
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, same, same, textMessage(text), (error, reply) => {
        if (error === null) resolve(textOf(reply ?? Buffer.alloc(0)));
        else reject(error);
      });
    });
  }

  async stop(): Promise<void> {
    this.#client?.close();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }

  #hear(line: string): void {
    const { msg, address } = JSON.parse(line) as { msg?: string; address?: string };
    if (msg === 'listening' && address !== undefined) this.#client = new Client(address, credentials.createInsecure());
    if (msg !== undefined) this.#said.add(msg);
    this.#heard();
  }
}
