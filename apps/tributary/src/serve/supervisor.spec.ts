import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Supervisor } from './supervisor.ts';

// Workers that never get to serving; that of serving ones is told in test/e2e/workers.spec.ts.

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
  const exec = join(folder, 'worker.mjs');
  await writeFile(exec, "process.on('message', () => {});\n");
  cluster.setupPrimary({ exec, args: [], execArgv: [] });
});

afterAll(() => rm(folder, { recursive: true }));

describe('a supervisor that is closed', () => {
  it('ends workers that are still starting, and waits for them', async () => {
    const supervisor = new Supervisor({ workers: 2, endMs: 60_000, log: pino({ level: 'silent' }) });
    const online = once(cluster, 'online') as Promise<[Worker]>;
    const started = supervisor.start();
    const [worker] = await online;
    await supervisor.close();
    expect(worker.isDead()).toBe(true);
    expect(await started).toEqual({ kind: 'died', how: 'SIGTERM' });
  });
});
