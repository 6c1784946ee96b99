import { Command, Option } from 'commander';
import type { LintOptions } from '../lint/lint-compositions.ts';
import { addSourceOptions } from '../source-options.ts';

/** `tributary lint`: what keeps contracts from composing well, with its place. */
export function lintCommand(end: (exitStatus: number) => void): Command {
  const command = new Command('lint')
    .description('Tell what keeps contracts from composing well, at its place in the .proto.')
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(['text', 'json', 'github']).default('text'),
    )
    .option('--no-buf', 'without `buf lint`')
    .option('--rules', 'list our own rules instead, and why they are')
    .addHelpText('after', examples)
    .action(async (options: LintOptions) => {
      const { lintCompositions } = await import('../lint/lint-compositions.ts');
      end(await lintCompositions(options));
    });
  return addSourceOptions(command);
}

const examples = `
It runs \`buf lint\`, with the rules of the nearest buf.yaml or else buf's STANDARD, and rules of its own.
A comment "tributary:lint:ignore RULE: reason" at a method turns one of these off there.

Exit status: 0 clean, 100 findings, 1 could not run.

Examples:
  tributary lint                         the contracts of the composite that ./tributary.yaml configures
  tributary lint --proto proto           a folder of protos
  tributary lint --format github         in a workflow of GitHub
  tributary lint --rules                 our own rules, and why they are`;
