// @ts-check
// `npm start`: builds what needs it, starts the reference system, says when it is ready and what to try, and keeps an eye
// on it until Ctrl-C. `npm start -- ratings` starts only the services named.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { obstacleAt } from './reference-system/addresses.mjs';
import { build } from './reference-system/build.mjs';
import { lastWords, startService } from './reference-system/running-service.mjs';
import { servicesOf } from './reference-system/services.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

process.exitCode = await start(process.argv.slice(2));

/**
 * @param {readonly string[]} names services to start; none: all
 * @returns {Promise<number>} exit status
 */
async function start(names) {
  const all = servicesOf(process.env);
  const unknown = names.filter((name) => !all.some((service) => service.name === name));
  if (unknown.length > 0) {
    say(`There is no service ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  const wanted = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));

  const obstacles = await obstaclesOf(wanted);
  if (obstacles.length > 0) {
    for (const line of obstacles) say(line);
    return 1;
  }

  say('building');
  const built = build(root);
  if (built.kind === 'failed') {
    say(`${built.output}\nThe build failed.`);
    return 1;
  }
  return await run(wanted, names.length === 0);
}

/**
 * What keeps services from listening, a line each.
 *
 * @param {readonly import('./reference-system/services.mjs').Service[]} services
 */
async function obstaclesOf(services) {
  const places = services.flatMap(({ name, variable, address, others }) => [
    { name, what: 'gRPC', variable, address },
    ...others.map((other) => ({ name, ...other })),
  ]);
  const lines = await Promise.all(
    places.map(async ({ name, what, variable, address }) => {
      const obstacle = await obstacleAt(address);
      if (obstacle === undefined) return [];
      return [
        `${name} cannot listen on ${address} (${what}): ${obstacle}. ${variable}=HOST:PORT gives it another address.`,
      ];
    }),
  );
  return lines.flat();
}

/**
 * Starts services, and returns when they have been stopped or have all died.
 *
 * @param {readonly import('./reference-system/services.mjs').Service[]} services
 * @param {boolean} whole whether these are all of the reference system
 * @returns {Promise<number>} exit status
 */
async function run(services, whole) {
  say(`starting ${services.map(({ name }) => name).join(', ')}`);
  const logs = process.env['MOVIE_NIGHT_LOGS'] ?? 'logs';
  const logOf = (/** @type {string} */ name) => join(logs, `${name}.log`);
  const running = services.map((service) =>
    startService(service, {
      root,
      logFile: resolve(root, logOf(service.name)),
      log: whole ? 'new' : 'append', // of one that is started again, its end is worth reading
      environment: process.env,
    }),
  );
  let stopping = false;
  const stopped = askedToStop().then(async () => {
    stopping = true;
    await Promise.all(running.map((one) => one.stop({ politeMs: 500 })));
  });

  const ready = await Promise.race([Promise.allSettled(running.map((one) => one.ready)), stopped]);
  if (ready === undefined) return 0;
  const rows = running.map(({ service: { name, address }, pid }, index) => {
    const state = ready[index];
    const comesUp = state?.status === 'fulfilled' ? `${(state.value / 1000).toFixed(1)} s` : 'FAILED';
    return [name, address, comesUp, String(pid ?? ''), logOf(name)];
  });
  say(`\n${table([['service', 'address', 'ready in', 'pid', 'log'], ...rows])}\n`);
  for (const [index, state] of ready.entries()) {
    if (state.status === 'rejected') say(`${services[index]?.name} did not come up: ${state.reason.message}\n`);
  }
  const alive = running.filter((_, index) => ready[index]?.status === 'fulfilled');
  if (alive.length === 0) return 1;
  if (whole) say(alive.length === running.length ? `Try:\n\n  ${firstCommand(services)}\n` : 'Not all of it came up.');
  say('Ctrl-C stops it.');

  for (const { service, logFile, ended } of alive) {
    void ended.then((how) => {
      if (stopping) return;
      say(`${service.name} has died (${how}), the others go on. It said last: ${lastWords(logFile)}`);
      say(`  To start it again, in another terminal: npm start -- ${service.name}`);
    });
  }
  await Promise.race([stopped, Promise.all(running.map((one) => one.ended))]);
  if (!stopping) return 1;
  await stopped;
  return 0;
}

/**
 * Resolves on Ctrl-C, SIGTERM, and when npm is gone without having passed these on. A signal may come twice, from the
 * terminal and from npm, and means the same again.
 */
function askedToStop() {
  return new Promise((resolve) => {
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
    process.on('SIGHUP', resolve);
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const npm = process.ppid;
    setInterval(() => process.ppid !== npm && resolve(undefined), 500).unref();
  });
}

/**
 * The command to try first.
 *
 * @param {readonly import('./reference-system/services.mjs').Service[]} services
 */
function firstCommand(services) {
  const address = services.find(({ name }) => name === 'movie-night')?.address;
  return `npx tributary call ${address} movienight.v1.MovieNightService/SearchMovies '{"query":"godfather"}'`;
}

/**
 * Lines with aligned columns.
 *
 * @param {readonly (readonly string[])[]} rows
 */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
