import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { serve, tributaryCommand } from '../contenders/tributary.ts';
import type { GrowthResults } from './growth-results.ts';
import { manyComposites } from './generated-composites.ts';

const services = 50;
const methods = 100;

/** How long 100 methods over 50 services take to load and check, and until they are served. */
export async function measureLoading(rounds: number): Promise<Pick<GrowthResults, 'checkMs' | 'serveMs'>> {
  const folder = await manyComposites(services, methods);
  try {
    const checkMs: number[] = [];
    const serveMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const checkStarted = performance.now();
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [tributaryCommand, 'check', '--strict', '--proto', folder],
        { encoding: 'utf8' },
      );
      checkMs.push(performance.now() - checkStarted);
      if (status !== 0) throw new Error(`generated composites do not pass: ${stdout}${stderr}`.slice(0, 1000));
      const serveStarted = performance.now();
      const running = await serve(folder, { '*': '127.0.0.1:1' });
      serveMs.push(performance.now() - serveStarted);
      await running.stop();
    }
    return { checkMs, serveMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
