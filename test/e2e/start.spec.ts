import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { obstacleAt } from '../../scripts/reference-system/addresses.mjs';
import { connectToMovieNight } from './movie-night-client.ts';
import { freeEnvironment, root } from './reference-system.ts';

/** A command at a terminal: all it has printed, and how it ended. */
interface Command {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when the output has the text. */
  says(text: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

let logs: string;
let environment: Record<string, string>;
const commands: Command[] = [];
beforeAll(async () => {
  logs = await mkdtemp(join(tmpdir(), 'movie-night-logs-'));
});
afterEach(async () => {
  for (const { child } of commands) child.kill('SIGTERM');
  await Promise.all(commands.map(async ({ ended }) => await ended));
  commands.length = 0;
});
afterAll(async () => await rm(logs, { recursive: true }));

function run(command: string, args: readonly string[]): Command {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', MOVIE_NIGHT_LOGS: logs, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const readers = new Set<() => void>();
  const read = (chunk: Buffer) => {
    output += String(chunk);
    for (const reader of readers) reader();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started: Command = {
    child,
    output: () => output,
    ended,
    says: async (text) =>
      await new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          readers.delete(look);
          resolve();
        };
        readers.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying "${text}":\n${output}`)));
      }),
  };
  commands.push(started);
  return started;
}

/** The process of a service, from its log. */
async function processOf(service: string): Promise<number> {
  const [line = ''] = (await readFile(join(logs, `${service}.log`), 'utf8')).trim().split('\n');
  const { pid } = JSON.parse(line) as { pid: number };
  return pid;
}

describe('npm start', () => {
  beforeAll(async () => {
    environment = await freeEnvironment();
  });

  it('says when all is ready, and a command that works; Ctrl-C ends it', async () => {
    const start = run('npm', ['start']);
    await start.says('Ctrl-C');
    for (const [variable, address] of Object.entries(environment)) {
      if (!variable.includes('HTTP')) expect(start.output()).toContain(address);
    }
    // On a busy machine a process is late with the first answers of its life, and they have a second.
    const client = connectToMovieNight(environment['MOVIE_NIGHT_ADDRESS'] ?? '');
    for (let round = 0; round < 5; round++) await client.searchMovies({ query: `warm ${round}` });
    client.close();
    const [, command = ''] = /Try:\s+(npx tributary call .*)/.exec(start.output()) ?? [];
    const tried = run('sh', ['-c', command]);
    expect(await tried.ended).toBe(0);
    expect(tried.output()).toContain('the-godfather-1972');

    start.child.kill('SIGINT');
    expect(await start.ended).toBe(0);
    expect(await Promise.all(Object.values(environment).map(obstacleAt))).toEqual(
      Object.values(environment).map(() => undefined),
    );
  });

  it('tells which service has died and how to start it again, and leaves the others alone', async () => {
    const start = run('npm', ['start']);
    await start.says('Ctrl-C');
    process.kill(await processOf('ratings'), 'SIGKILL');
    await start.says('npm start -- ratings');
    expect(start.output()).toContain('ratings has died (SIGKILL)');

    const again = run('npm', ['start', '--', 'ratings']);
    await again.says('Ctrl-C');
    const client = connectToMovieNight(environment['MOVIE_NIGHT_ADDRESS'] ?? '');
    for (let day = 1; ; day = (day % 28) + 1) {
      const date = `2026-11-${String(day).padStart(2, '0')}`;
      const page = await client.getMoviePage({ movie_id: 'the-godfather-1972', date });
      if (page.kind === 'answer' && page.answer.ratings !== null) break;
    }
    client.close();
  });

  it('tells which address is taken, whose it was to be, and how to change it', async () => {
    const [host = '', port = ''] = (environment['PRICING_ADDRESS'] ?? '').split(':');
    const squatter = createServer();
    await new Promise<void>((listening) => squatter.listen(Number(port), host, listening));
    const start = run('npm', ['start']);
    expect(await start.ended).toBe(1);
    squatter.close();
    expect(start.output()).toContain(`pricing cannot listen on ${host}:${port} (gRPC): in use. PRICING_ADDRESS=`);
  });
});
