import { readCompositions, renderFindings, rules } from '@tributary/language';
import { Command, Option } from 'commander';
import { addSourceOptions, readCompositionSource, type SourceOptions } from '../composition-source.ts';
import { clean, foundSomething } from '../exit-status.ts';

interface CheckOptions extends SourceOptions {
  readonly strict?: true;
  readonly format: 'text' | 'json' | 'github';
  readonly rules?: true;
}

/** `tributary check`: everything that is wrong with the compositions, with its place. */
export function checkCommand(end: (exitStatus: number) => void): Command {
  const command = new Command('check')
    .description('Tell everything that is wrong with compositions, at its place in the .proto.')
    .option('--strict', 'warnings count as errors')
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(['text', 'json', 'github']).default('text'),
    )
    .option('--rules', 'list the rules instead')
    .addHelpText('after', examples)
    .action(async (options: CheckOptions) => {
      end(options.rules === true ? listRules(options.format) : await check(options));
    });
  return addSourceOptions(command);
}

async function check(options: CheckOptions): Promise<number> {
  const { sources, vouch, root } = await readCompositionSource(options);
  const { findings } = readCompositions(sources, vouch === undefined ? {} : { vouch });
  const text = renderFindings(findings, options.format, root === '' ? {} : { root: `${root}/` }).trimEnd();
  if (text !== '') console.log(text);
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  if (options.format !== 'json') console.log(`${count(errors, 'error')}, ${count(warnings, 'warning')}`);
  return errors > 0 || (options.strict === true && warnings > 0) ? foundSomething : clean;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}s`;
}

function listRules(format: CheckOptions['format']): number {
  if (format === 'json') console.log(JSON.stringify(rules, null, 2));
  else {
    const width = Math.max(...rules.map(({ id }) => id.length));
    for (const { id, level, summary } of rules) console.log(`${id.padEnd(width)}  ${level.padEnd(7)}  ${summary}`);
  }
  return clean;
}

const examples = `
Exit status: 0 clean, 100 errors (with --strict warnings too), 1 could not run.

Examples:
  tributary check                        the composite that ./tributary.yaml configures
  tributary check --proto proto          a folder of protos
  tributary check --strict --format github   in a workflow of GitHub`;
