import { lintRules } from '@tributary/contracts';
import { Command, Option } from 'commander';
import { addSourceOptions, type SourceOptions } from '../composition-source.ts';
import { clean, foundSomething } from '../exit-status.ts';
import { runLint } from '../lint/run-lint.ts';

interface LintOptions extends SourceOptions {
  readonly format: 'text' | 'json' | 'github';
  readonly buf: boolean;
  readonly rules?: true;
}

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
      end(options.rules === true ? listRules(options.format) : await lint(options));
    });
  return addSourceOptions(command);
}

async function lint(options: LintOptions): Promise<number> {
  const { text, findings } = await runLint(options, { format: options.format, withBuf: options.buf });
  if (text !== '') console.log(text);
  if (options.format !== 'json') console.log(`${String(findings)} findings`);
  return findings > 0 ? foundSomething : clean;
}

function listRules(format: LintOptions['format']): number {
  if (format === 'json') console.log(JSON.stringify(lintRules, null, 2));
  else for (const { id, summary, why } of lintRules) console.log(`${id}: ${summary}\n  ${why}`);
  return clean;
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
