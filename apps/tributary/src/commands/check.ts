import { Command, Option } from 'commander';
import type { CheckOptions } from '../check/check-compositions.ts';
import { addSourceOptions } from '../source-options.ts';

/** `tributary check`: everything that is wrong with the compositions, with its place. */
export function checkCommand(end: (exitStatus: number) => void): Command {
  const command = new Command('check')
    .description('Tell everything that is wrong with compositions, at its place in the .proto.')
    .option('--strict', 'warnings count as errors')
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(['text', 'json', 'github']).default('text'),
    )
    .option('--watch', 'check again whenever a proto or the configuration changes')
    .option('--rules', 'list the rules instead')
    .addHelpText('after', examples)
    .action(async (options: CheckOptions) => {
      const { checkCompositions } = await import('../check/check-compositions.ts');
      end(await checkCompositions(options));
    });
  return addSourceOptions(command);
}

const examples = `
Exit status: 0 clean, 100 errors (with --strict warnings too), 1 could not run.

Examples:
  tributary check                        the composite that ./tributary.yaml configures
  tributary check --proto proto          a folder of protos
  tributary check --strict --format github   in a workflow of GitHub
  tributary check --watch                beside an editor, until Ctrl-C`;
