// @ts-check
// `npm run test:e2e`: what callers, operators and people at a terminal see of the reference system, started as `npm start`
// does, on other ports; then the promises of docs/reference/reliability.md, each tried for a moment; then what replicas see
// of each other through Redis, where a `redis-server` is installed. Expects a build. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const suites = ['test/e2e/jest.config.mjs', 'test/faults/jest.config.mjs'];
if (spawnSync('redis-server', ['--version']).status === 0) suites.push('test/redis/jest.config.mjs');
else process.stdout.write('No redis-server here: tests of replicas are left out.\n');

let failed = false;
for (const suite of suites) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--config', suite, '--passWithNoTests', ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    },
  );
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
