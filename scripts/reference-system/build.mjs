// @ts-check
// The build, as `npm run build` does it; next to nothing where nothing has changed.
import { spawnSync } from 'node:child_process';

/**
 * @param {string} root
 * @returns {{ kind: 'ok' } | { kind: 'failed', output: string }}
 */
export function build(root) {
  for (const args of [['scripts/generate.mjs'], ['node_modules/typescript/bin/tsc', '-b']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) return { kind: 'failed', output: `${stdout}${stderr}`.trimEnd() };
  }
  return { kind: 'ok' };
}
