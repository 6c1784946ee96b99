import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './places.ts';
import type { CacheFigures } from './report/bench-report.ts';

const folder = join(repository, 'test/bench/cache');
/** How long one may take. */
const limitMs = 300_000;

/** Benches of the cache's room, by the part of the bench that they are: scripts that print JSON where they are asked to. */
export const cacheScripts = {
  'cache-hits': 'hits.mjs',
  'cache-memory': 'memory.mjs',
} as const;

/** Runs one of them. */
export async function runCacheBench(part: keyof typeof cacheScripts): Promise<CacheFigures> {
  const script = cacheScripts[part];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, script), '--json'], {
      timeout: limitMs,
      maxBuffer: 1 << 24,
    });
    return { script, figures: JSON.parse(stdout) as unknown };
  } catch (error) {
    // It is told, and keeps nothing else from being told.
    return { script, figures: { failed: String(error) } };
  }
}
