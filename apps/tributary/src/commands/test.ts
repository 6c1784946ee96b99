import {
  exitStatusOf,
  findScenarios,
  type FoundScenario,
  renderReportsAsJson,
  renderScenarioReport,
  renderTotals,
  runScenarios,
  totalsOf,
} from '@tributary/scenarios';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Refusal } from '../refusal.ts';

interface TestOptions {
  readonly filter?: string;
  readonly bail?: true;
  readonly jobs: number;
  readonly format: 'text' | 'json';
}

/** `tributary test`: runs scenarios. */
export function testCommand(end: (exitStatus: number) => void): Command {
  return new Command('test')
    .description('Run scenarios: compositions against scripted upstreams, on real sockets.')
    .argument('<path...>', 'scenario files, or folders that have some: every scenario.yaml at or below them')
    .option('--filter <text>', 'only scenarios whose name contains the text')
    .option('--bail', 'stop at the first case that fails')
    .option(
      '--jobs <number>',
      'how many scenarios run side by side; more than one blurs what they say about time',
      readJobs,
      1,
    )
    .addOption(new Option('--format <format>', 'how results are printed').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], options: TestOptions) => {
      end(await test(paths, options));
    });
}

async function test(paths: readonly string[], { filter, bail, jobs, format }: TestOptions): Promise<number> {
  const reports = await runScenarios(await selectScenarios(paths, filter), {
    bail: bail === true,
    jobs,
    ended: (report) => {
      if (format === 'text') console.log(renderScenarioReport(report));
    },
  });
  const totals = totalsOf(reports);
  console.log(format === 'json' ? renderReportsAsJson(reports, totals) : renderTotals(totals));
  return exitStatusOf(totals);
}

async function selectScenarios(paths: readonly string[], filter = ''): Promise<readonly FoundScenario[]> {
  const found = await findScenarios(paths);
  if (found.kind === 'none') throw new Refusal(found.message);
  const selected = found.scenarios.filter(({ name }) => name.includes(filter));
  if (selected.length === 0) throw new Refusal(`no scenario has "${filter}" in its name`);
  return selected;
}

function readJobs(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 1 to 99.');
}

const examples = `
Prints a line for each case and closes with "N passed, N failed".
Exit status: 0 all passed, 100 a case failed, 1 a scenario could not run.

Examples:
  tributary test scenarios               every scenario.yaml at or below a folder
  tributary test scenarios --filter movie --bail
  tributary test scenarios --format json > results.json`;
