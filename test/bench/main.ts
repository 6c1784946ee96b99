/**
 * `npm run bench`: what a request costs, of Tributary and of what a team would use instead.
 *
 * Terms
 * - **contender**: a way to serve the same pages; each a process of its own.
 * - **scenario**: a kind of request, and the answer that every contender must give.
 * - **round**: one measurement of every contender in a scenario, one after the other. Ratios are taken within a round,
 *   so that what else the machine does falls on both.
 *
 * The shop's services run in a process of their own, and so does what sends requests.
 */
import { join } from 'node:path';
import { cacheScripts, runCacheBench } from './cache-benches.ts';
import { readCommandLine } from './command-line.ts';
import { aggregator } from './contenders/aggregator.ts';
import { hiveGateway } from './contenders/hive-gateway/hive-gateway.ts';
import { splicing } from './contenders/splicing.ts';
import { tributary } from './contenders/tributary.ts';
import { measureGrowth } from './growth/measure-growth.ts';
import { startLoadGenerator } from './load/load.ts';
import { quick, thorough } from './measure/durations.ts';
import { type Participant, runScenario } from './measure/run-scenario.ts';
import type { ScenarioResults } from './measure/scenario-results.ts';
import { cache, repository } from './places.ts';
import type { BenchReport, CacheFigures } from './report/bench-report.ts';
import { readMachine } from './report/machine.ts';
import { goalsText, scenarioTable } from './report/terminal.ts';
import { writeReport } from './report/write-report.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { readContracts } from './shop/contracts.ts';
import { startUpstreams } from './upstreams/upstreams.ts';

// What was started ends with the bench, however that ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const all = [
  tributary,
  aggregator,
  hiveGateway(say),
  splicing('grpc-js', 'bare grpc-js'),
  splicing('http2', 'bare node:http2'),
];
const args = process.argv.slice(2);
const options = readCommandLine(
  args,
  all.map(({ name }) => name),
  [...scenarios.map(({ name }) => name), 'growth', ...Object.keys(cacheScripts)],
);
const durations = options.quick ? quick : thorough;
/** What is run only where it is asked for: it would take a run beyond its time. */
const leftOut = options.quick ? ['growth', 'cache-hits', 'cache-memory'] : ['cache-memory'];
const isWanted = (part: string): boolean => options.scenario?.includes(part) ?? !leftOut.includes(part);
const contenders = all.filter(
  ({ name }) => options.only?.includes(name) ?? !(options.quick && name === 'hive-gateway'),
);

const machine = readMachine();
const participants: Participant[] = [];
for (const contender of contenders) participants.push({ contender, unavailable: await contender.prepare() });

// Installing is not measuring.
const startedMs = performance.now();
const contracts = readContracts();
const upstreams = await startUpstreams();
const load = startLoadGenerator();
const instruments = { load, upstreams, durations };
try {
  const results: ScenarioResults[] = [];
  for (const scenario of scenarios.filter(({ name }) => isWanted(name))) {
    const result = await runScenario(scenario, participants, contracts, instruments);
    results.push(result);
    say(scenarioTable(result, contenders));
  }
  const takesPart = contenders.includes(tributary);
  if (takesPart && isWanted('growth')) say('growth');
  const growth = takesPart && isWanted('growth') ? await measureGrowth(contracts, instruments) : undefined;
  const cacheFigures: CacheFigures[] = [];
  for (const part of ['cache-hits', 'cache-memory'] as const) {
    if (!takesPart || !isWanted(part)) continue;
    say(part);
    cacheFigures.push(await runCacheBench(part));
  }
  const report: BenchReport = {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    rounds: durations.rounds,
    machine,
    contenders: contenders.map(({ name, title }) => ({ name, title })),
    scenarios: results,
    growth,
    cache: cacheFigures,
    tookSeconds: (performance.now() - startedMs) / 1000,
  };
  say(goalsText(report));
  const folder = options.output ?? (args.length === 0 ? join(repository, 'docs/reference') : join(cache, 'latest'));
  await writeReport(report, folder);
  say(`${folder}/performance.md, .json, .svg; ${Math.round(report.tookSeconds)} s`);
} finally {
  upstreams.stop();
  load.stop();
}
