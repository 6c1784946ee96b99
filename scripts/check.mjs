// @ts-check
// `npm run check`: what a reviewer would run. Runs every part, two at a time, shows the output of those that fail, and
// closes with a line for each. Exit status 1 where one failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parts } from './check/parts.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** @typedef {{ name: string, passed: boolean, seconds: number, output: string }} Result */

/** @type {Map<string, Result>} */
const results = new Map();
const queue = [...parts];
await Promise.all([worker(), worker()]);

for (const { name } of parts) {
  const result = results.get(name);
  if (result === undefined || result.passed) continue;
  process.stdout.write(`--- ${name}\n${result.output.trimEnd()}\n\n`);
}
for (const { name } of parts) {
  const result = results.get(name);
  if (result === undefined) continue;
  process.stdout.write(
    `${result.passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${result.seconds.toFixed(1).padStart(5)} s\n`,
  );
}
process.exitCode = [...results.values()].every((result) => result.passed) ? 0 : 1;

async function worker() {
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) results.set(part.name, await run(part));
}

/**
 * @param {import('./check/parts.mjs').Part} part
 * @returns {Promise<Result>}
 */
async function run({ name, commands }) {
  const started = performance.now();
  let output = '';
  let passed = true;
  for (const [command = '', ...args] of commands) {
    const status = await new Promise((resolve) => {
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.on('data', (chunk) => (output += String(chunk)));
      child.stderr.on('data', (chunk) => (output += String(chunk)));
      child.on('error', (error) => {
        output += `${command}: ${error.message}\n`;
        resolve(1);
      });
      child.on('close', resolve);
    });
    passed = status === 0;
    if (!passed) break;
  }
  return { name, passed, seconds: (performance.now() - started) / 1000, output };
}
