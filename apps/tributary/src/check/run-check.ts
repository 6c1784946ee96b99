import { type FindingFormat, readCompositions, renderFindings } from '@tributary/language';
import { readCompositionSource, type SourceOptions } from '../composition-source.ts';

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
  const { sources, vouch, root } = await readCompositionSource(options);
  const { findings } = readCompositions(sources, vouch === undefined ? {} : { vouch });
  const errors = findings.filter(({ level }) => level === 'error').length;
  return {
    text: renderFindings(findings, format, root === '' ? {} : { root: `${root}/` }).trimEnd(),
    errors,
    warnings: findings.length - errors,
  };
}

/** "2 errors, 1 warnings": the same form for any number, so that programs find it. */
export function countsInWords({ errors, warnings }: CheckResult): string {
  return `${String(errors)} errors, ${String(warnings)} warnings`;
}
