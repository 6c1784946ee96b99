import { rules } from '@tributary/language';
import { Command, Option } from 'commander';
import { countsInWords, runCheck } from '../check/run-check.ts';
import { watchCheck } from '../check/watch-check.ts';
import { addSourceOptions, type SourceOptions } from '../composition-source.ts';
import { clean, foundSomething } from '../exit-status.ts';
import { Refusal } from '../refusal.ts';

interface CheckOptions extends SourceOptions {
  readonly strict?: true;
  readonly format: 'text' | 'json' | 'github';
  readonly watch?: true;
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
    .option('--watch', 'check again whenever a proto or the configuration changes')
    .option('--rules', 'list the rules instead')
    .addHelpText('after', examples)
    .action(async (options: CheckOptions) => {
      if (options.rules === true) end(listRules(options.format));
      else end(options.watch === true ? await watch(options) : await check(options));
    });
  return addSourceOptions(command);
}

async function check(options: CheckOptions): Promise<number> {
  const result = await runCheck(options, options.format);
  if (result.text !== '') console.log(result.text);
  if (options.format !== 'json') console.log(countsInWords(result));
  return result.errors > 0 || (options.strict === true && result.warnings > 0) ? foundSomething : clean;
}

/** Until Ctrl-C, or whoever started it ends it. */
async function watch(options: CheckOptions): Promise<number> {
  if (options.format !== 'text') throw new Refusal('--watch prints text; leave --format out');
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  await watchCheck(options, { print: console.log, signal: ending.signal });
  return clean;
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
  tributary check --strict --format github   in a workflow of GitHub
  tributary check --watch                beside an editor, until Ctrl-C`;
