import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './places.ts';
import type { CacheFigures } from './report/bench-report.ts';

const folder = join(repository, 'test/bench/cache');
/** In the order of the report. */
const scripts = ['hits.mjs', 'memory.mjs'];
/** How long one may take. */
const limitMs = 60_000;

/** Runs the benches of the cache's room, each a script that prints JSON where it is asked to. */
export async function runCacheBenches(say: (line: string) => void): Promise<CacheFigures[]> {
  const figures: CacheFigures[] = [];
  for (const script of scripts.filter((name) => existsSync(join(folder, name)))) {
    say(`cache: ${script}`);
    const figuresOf = async (): Promise<unknown> => {
      const run = await promisify(execFile)(process.execPath, [join(folder, script), '--json'], {
        timeout: limitMs,
        maxBuffer: 1 << 24,
      });
      return JSON.parse(run.stdout);
    };
    // What goes wrong there is told, and keeps nothing else from being told.
    const told = await figuresOf().catch((error: unknown) => ({ failed: String(error) }));
    figures.push({ script, figures: told });
  }
  return figures;
}
