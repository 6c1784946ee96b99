import { spawn } from 'node:child_process';

/** How long a process may take until it listens. */
const upWithinMs = 60_000;

/** A process that listens on a port. */
export interface ListeningProcess {
  readonly pid: number;
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

/** How to start one. */
export interface ProcessToStart {
  /** What is run. Default: Node. */
  readonly command?: string;
  /** For Node: a file and its arguments, after options where there are any. */
  readonly args: readonly string[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Finds the address in what it prints, as the first group. */
  readonly listening: RegExp;
}

/**
 * Starts a process of Node, and waits until it says where it listens.
 *
 * @throws Error with what it printed, where it does not
 */
export async function startListening({
  command = process.execPath,
  args,
  directory,
  environment,
  listening,
}: ProcessToStart): Promise<ListeningProcess> {
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killed = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killed);
  void gone.then(() => process.off('exit', killed));

  let printed = '';
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      killed();
      reject(new Error(`${args.join(' ')} ${why}: ${printed.slice(-2000)}`));
    };
    const timer = setTimeout(() => fail(`did not listen within ${upWithinMs / 1000} s`), upWithinMs);
    child.once('error', (error) => fail(error.message));
    child.once('close', () => {
      clearTimeout(timer);
      fail('ended');
    });
    const hear = (part: Buffer): void => {
      if (printed.length < 100_000) printed += part.toString();
      const found = listening.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  return {
    pid: child.pid ?? 0,
    address,
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
