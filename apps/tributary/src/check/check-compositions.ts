import { clean, foundSomething } from '../exit-status.ts';
import { Refusal } from '../refusal.ts';
import type { SourceOptions } from '../source-options.ts';
import { countsInWords, runCheck } from './run-check.ts';

/** What `tributary check` is told. */
export interface CheckOptions extends SourceOptions {
  readonly strict?: true;
  readonly format: 'text' | 'json' | 'github';
  readonly watch?: true;
  readonly rules?: true;
}

/** Prints what is wrong with compositions, or the rules that they are checked by. Yields the exit status. */
export async function checkCompositions(options: CheckOptions): Promise<number> {
  if (options.rules === true) return listRules(options.format);
  return options.watch === true ? watch(options) : check(options);
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
  const { watchCheck } = await import('./watch-check.ts');
  await watchCheck(options, { print: console.log, signal: ending.signal });
  return clean;
}

async function listRules(format: CheckOptions['format']): Promise<number> {
  const { rules } = await import('@tributary/language');
  if (format === 'json') console.log(JSON.stringify(rules, null, 2));
  else {
    const width = Math.max(...rules.map(({ id }) => id.length));
    for (const { id, level, summary } of rules) console.log(`${id.padEnd(width)}  ${level.padEnd(7)}  ${summary}`);
  }
  return clean;
}
