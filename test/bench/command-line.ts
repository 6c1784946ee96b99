import { Command, InvalidArgumentError } from 'commander';

/** What was asked for. */
export interface BenchOptions {
  readonly quick: boolean;
  /** Names of contenders; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Names of scenarios, `growth` and `cache` among them; undefined: all. */
  readonly scenario: readonly string[] | undefined;
  /** Where the report goes; undefined: where it belongs. */
  readonly output: string | undefined;
}

/** Reads the command line; ends the process where it asks for help or cannot be read. */
export function readCommandLine(
  args: readonly string[],
  contenders: readonly string[],
  parts: readonly string[],
): BenchOptions {
  const among = (known: readonly string[]) => (text: string) => {
    const names = text.split(',');
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`There is no ${unknown}; there are ${known.join(', ')}.`);
    return names;
  };
  const command = new Command('npm run bench --')
    .description('Measure Tributary side by side with what a team would use instead, and how its costs grow.')
    .option('--quick', 'one short round; Hive Gateway, growth and the cache only where they are asked for', false)
    .option(
      '--only <contenders>',
      `some contenders only, separated by commas: ${contenders.join(', ')}`,
      among(contenders),
    )
    .option('--scenario <parts>', `some parts only, separated by commas: ${parts.join(', ')}`, among(parts))
    .option('--output <folder>', 'where performance.md, .json and .svg go')
    .addHelpText('after', help)
    .parse(args, { from: 'user' });
  const { quick, only, scenario, output } = command.opts<Partial<BenchOptions>>();
  return { quick: quick ?? false, only, scenario, output };
}

const help = `
A run without options takes below ten minutes and writes to docs/reference; any other writes to
node_modules/.cache/tributary-bench/latest. cache-memory takes minutes of its own, and is run only where it is asked for. What Hive Gateway takes is installed once, beside it.
Figures are worth something on a machine that does nothing else.

Examples:
  npm run bench
  npm run bench -- --quick
  npm run bench -- --only tributary,aggregator --scenario parallel,hits`;
