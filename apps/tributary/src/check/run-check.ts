import type { FindingFormat } from '@tributary/language';
import { readCompositionSource } from '../composition-source.ts';
import { locateContracts } from '../contract-place.ts';
import type { SourceOptions } from '../source-options.ts';

/** What a check found. */
export interface CheckResult {
  /** All findings; '' where there are none and the format says nothing then. */
  readonly text: string;
  readonly errors: number;
  readonly warnings: number;
}

/**
 * Reads everything, and tells all that is wrong.
 *
 * @throws Refusal where configuration or protos cannot be read
 */
export async function runCheck(options: SourceOptions, format: FindingFormat): Promise<CheckResult> {
  const place = await locateContracts(options);
  const language = () => import('@tributary/language');
  const { sources, root } = await readCompositionSource(place, language);
  const { readCompositions, renderFindings } = await language();
  const { findings } = readCompositions(sources, place);
  const errors = findings.filter(({ level }) => level === 'error').length;
  return {
    text: renderFindings(findings, format, { root }).trimEnd(),
    errors,
    warnings: findings.length - errors,
  };
}

/** "2 errors, 1 warnings": the same form for any number, so that programs find it. */
export function countsInWords({ errors, warnings }: CheckResult): string {
  return `${String(errors)} errors, ${String(warnings)} warnings`;
}
