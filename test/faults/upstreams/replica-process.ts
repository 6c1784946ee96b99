import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freeAddresses } from '../../../scripts/reference-system/addresses.mjs';

const script = fileURLToPath(new URL('replica.mjs', import.meta.url));

/** A replica of the upstreams in a process of its own. */
export class ReplicaProcess {
  /** `HOST:PORT`, which it keeps when it is started again. */
  readonly address: string;
  #process: ChildProcess;

  private constructor(address: string, started: ChildProcess) {
    this.address = address;
    this.#process = started;
  }

  /** Starts one on a free port that nobody else takes while it is down, and resolves when it listens. */
  static async start(): Promise<ReplicaProcess> {
    const [address = ''] = await freeAddresses(1);
    return new ReplicaProcess(address, await listening(address));
  }

  /** Ends it with SIGKILL, and starts it again where it was. */
  async killAndStart(): Promise<void> {
    await this.stop();
    this.#process = await listening(this.address);
  }

  /** It stands still: connections stay, and nothing answers. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  /** It goes on. */
  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** Ends it with SIGKILL, and resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

async function listening(address: string): Promise<ChildProcess> {
  const started = spawn(process.execPath, [script, address], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = started;
  const ended = once(started, 'exit').then((): never => {
    throw new Error(`the replica at ${address} ended before it listened`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(stdout, 'data'), ended]);
  return started;
}
