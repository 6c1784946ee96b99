import { readCompositionSource } from '../composition-source.ts';
import { locateContracts } from '../contract-place.ts';
import type { SourceOptions } from '../source-options.ts';
import type { ExplanationFormat } from './tell-explanation.ts';

/** What `tributary explain` is told. */
export interface ExplainOptions extends SourceOptions {
  readonly format: ExplanationFormat;
}

/** Prints what a composite method does, or which there are. */
export async function explainComposite(name: string | undefined, options: ExplainOptions): Promise<void> {
  const place = await locateContracts(options);
  const telling = () => import('./tell-explanation.ts');
  const source = await readCompositionSource(place, telling);
  const { tellExplanation, tellNames } = await telling();
  process.stdout.write(
    name === undefined
      ? tellNames(source, place, options.format)
      : tellExplanation(name, source, place, options.format),
  );
}
