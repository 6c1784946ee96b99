// @ts-check
// `npm run soak`: the promises of docs/reference/reliability.md tried in full, one after the other, with their figures on
// standard output. `npm run test:e2e` tries each for a moment. Expects a build. Arguments go to jest, as the name of a spec.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--config', 'test/faults/jest.config.mjs', ...process.argv.slice(2)],
  {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, FAULTS: 'soak', NODE_OPTIONS: '--experimental-vm-modules --no-warnings --expose-gc' },
  },
);
process.exitCode = status ?? 1;
