import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../apps/tributary/bin/tributary.js', import.meta.url));

/** What a composite process is given. */
export interface ServedOptions {
  /** A folder of protos, absolute. */
  readonly proto: string;
  /** `tributary.yaml` besides `proto`; `listen` and `http` are any free ports unless it says so. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Arguments of Node. */
  readonly nodeArguments?: readonly string[];
}

/** A composite as a process of its own, `tributary serve`, on ports of its own. Expects a build. */
export class ServedComposite {
  readonly process: ChildProcess;
  /** `HOST:PORT`. */
  readonly address: string;
  /** `HOST:PORT` of `/metrics`. */
  readonly http: string;
  readonly #folder: string;
  readonly #exited: Promise<unknown>;

  private constructor(started: ChildProcess, listening: Listening, folder: string, exited: Promise<unknown>) {
    this.process = started;
    this.address = listening.address;
    this.http = listening.http;
    this.#folder = folder;
    this.#exited = exited;
  }

  /** Starts one, and resolves when it listens. */
  static async start({ proto, configuration, nodeArguments = [] }: ServedOptions): Promise<ServedComposite> {
    const folder = await mkdtemp(join(tmpdir(), 'served-composite-'));
    const file = join(folder, 'tributary.yaml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ listen: '127.0.0.1:0', http: '127.0.0.1:0', proto, ...configuration }));
    const started = spawn(process.execPath, [...nodeArguments, command, 'serve', '-c', file], {
      env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(started, 'exit');
    const listening = await listens(started);
    if (listening !== undefined) return new ServedComposite(started, listening, folder, exited);
    await rm(folder, { recursive: true, force: true });
    throw new Error('the composite ended before it listened');
  }

  /** A metric without labels, as `process_resident_memory_bytes`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://${this.http}/metrics`)).text();
    const value = new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`there is no metric ${name}`);
    return Number(value);
  }

  /** A metric with labels, over all of them. */
  async metricSum(name: string): Promise<number> {
    const text = await (await fetch(`http://${this.http}/metrics`)).text();
    const samples = [...text.matchAll(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'gm'))];
    return samples.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** Sends SIGTERM, and resolves with the exit status when it is gone. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
    return this.process.exitCode;
  }

  /** Ends it at once, and resolves when it is gone. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.stop();
  }
}

interface Listening {
  readonly address: string;
  readonly http: string;
}

/** Reads its log until it listens; undefined: it ended before. What it says later is read and forgotten. */
function listens({ stdout }: ChildProcess): Promise<Listening | undefined> {
  if (stdout === null) throw new Error('its output is not read');
  return new Promise((resolve) => {
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => {
      const { msg, address, http } = JSON.parse(line) as { msg?: string; address?: string; http?: string };
      if (msg === 'listening' && address !== undefined && http !== undefined) resolve({ address, http });
    });
    lines.once('close', () => resolve(undefined));
  });
}
