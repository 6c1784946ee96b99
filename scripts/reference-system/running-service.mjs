// @ts-check
// One service as a process: its log, how it ended, and how to end it.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { healthy } from './health.mjs';

/** How long a service may take to come up, and to go down before it is killed; both in milliseconds. */
const upWithinMs = 150_000;
const downWithinMs = 1_200;

/**
 * @typedef {object} RunningService
 * @property {import('./services.mjs').Service} service
 * @property {number | undefined} pid
 * @property {string} logFile
 * @property {Promise<number>} ready milliseconds it took to be healthy; rejects with an error that says what the service
 *   said last, where it died or did not come up
 * @property {Promise<string>} ended how it ended, as `exit status 1` or `SIGKILL`
 * @property {(options?: { politeMs?: number }) => Promise<void>} stop asks it to end, and ends it where it does not. Where
 *   it has been asked already, as by Ctrl-C, which reaches every process of a terminal, it has `politeMs` to end before it
 *   is asked again: a second request means at once
 */

/**
 * @param {import('./services.mjs').Service} service
 * @param {{ root: string, logFile: string, log: 'new' | 'append', environment: NodeJS.ProcessEnv }} options
 * @returns {RunningService}
 */
export function startService(service, { root, logFile, log: mode, environment }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, mode === 'new' ? 'w' : 'a');
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', service.entry], {
    cwd: root,
    env: environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);

  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(signal ?? `exit status ${status}`));
  });
  const giveUp = new AbortController();
  const ready = (async () => {
    const death = ended.then((how) => {
      throw new Error(`${how}. It said last: ${lastWords(logFile)}`);
    });
    const timer = setTimeout(() => giveUp.abort(new Error(`not healthy after ${upWithinMs / 1000} s`)), upWithinMs);
    try {
      await Promise.race([healthy(service.address, giveUp.signal), death]);
    } finally {
      clearTimeout(timer);
      giveUp.abort();
    }
    return performance.now() - started;
  })();
  ready.catch(() => {}); // whoever waits for it is told; nobody has to

  return {
    service,
    pid: child.pid,
    logFile,
    ready,
    ended,
    async stop({ politeMs = 0 } = {}) {
      const ask = setTimeout(() => child.kill('SIGTERM'), politeMs);
      const kill = setTimeout(() => child.kill('SIGKILL'), downWithinMs);
      await ended;
      clearTimeout(ask);
      clearTimeout(kill);
    },
  };
}

/**
 * What a service said last, for people: the message of its last log line.
 *
 * @param {string} logFile
 */
export function lastWords(logFile) {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  try {
    return JSON.parse(last).msg ?? last;
  } catch {
    return last === '' ? 'it said nothing' : last;
  }
}
