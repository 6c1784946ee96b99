import { Command, InvalidArgumentError, Option } from 'commander';
import type { TestOptions } from '../test/test-scenarios.ts';

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
      const { testScenarios } = await import('../test/test-scenarios.ts');
      end(await testScenarios(paths, options));
    });
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
