import { readCompositionSource } from '../composition-source.ts';
import { locateContracts } from '../contract-place.ts';
import { clean, foundSomething } from '../exit-status.ts';
import type { SourceOptions } from '../source-options.ts';

/** What `tributary lint` is told. */
export interface LintOptions extends SourceOptions {
  readonly format: 'text' | 'json' | 'github';
  readonly buf: boolean;
  readonly rules?: true;
}

/** Prints what keeps contracts from composing well, or our own rules. Yields the exit status. */
export async function lintCompositions(options: LintOptions): Promise<number> {
  return options.rules === true ? listRules(options.format) : lint(options);
}

async function lint(options: LintOptions): Promise<number> {
  const place = await locateContracts(options);
  const rules = () => import('./run-lint.ts');
  const source = await readCompositionSource(place, rules);
  const { runLint } = await rules();
  const { text, findings } = await runLint(source, { format: options.format, withBuf: options.buf });
  if (text !== '') console.log(text);
  if (options.format !== 'json') console.log(`${String(findings)} findings`);
  return findings > 0 ? foundSomething : clean;
}

async function listRules(format: LintOptions['format']): Promise<number> {
  const { lintRules } = await import('@tributary/contracts');
  if (format === 'json') console.log(JSON.stringify(lintRules, null, 2));
  else for (const { id, summary, why } of lintRules) console.log(`${id}: ${summary}\n  ${why}`);
  return clean;
}
