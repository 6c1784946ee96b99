import { readCompositionSource } from '../composition-source.ts';
import { locateContracts } from '../contract-place.ts';
import { clean, foundSomething } from '../exit-status.ts';
import type { SourceOptions } from '../source-options.ts';
import type { ImpactFormat } from './judge-change.ts';
import { readAgainst } from './read-against.ts';

/** What `tributary impact` is told. */
export interface ImpactOptions extends SourceOptions {
  readonly against: string;
  readonly format: ImpactFormat;
  readonly usage?: string;
  readonly waivers?: string;
  readonly strict?: true;
  readonly all?: true;
}

/** Prints what a change of contracts does. Yields the exit status. */
export async function tellImpact(options: ImpactOptions): Promise<number> {
  const place = await locateContracts(options);
  const judging = () => import('./judge-change.ts');
  const [head, base] = await Promise.all([
    readCompositionSource(place, judging),
    readAgainst(options.against, place.from, judging),
  ]);
  const { judgeChange } = await judging();
  const { text, fails } = await judgeChange(base, head, place, options);
  process.stdout.write(text);
  return fails ? foundSomething : clean;
}
