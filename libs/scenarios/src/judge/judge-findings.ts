import type { Finding } from '@tributary/language';
import type { ExpectedFinding } from '../scenario.ts';
import type { Failure } from './failure.ts';

/** Compares the findings in a composition with those that must be there: exactly these. */
export function judgeFindings(expected: readonly ExpectedFinding[], findings: readonly Finding[]): readonly Failure[] {
  const left = [...findings];
  // Those with a column choose first, so that one without does not take what another needs.
  const choosing = [...expected].sort(
    (one, other) => Number(one.column === undefined) - Number(other.column === undefined),
  );
  const missing = choosing.filter((each) => {
    const index = left.findIndex((finding) => meets(each, finding));
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
  if (missing.length === 0 && left.length === 0) return [];
  return [
    {
      about: 'check',
      message: 'other findings than expected',
      expected:
        missing
          .map(({ file, line, column, rule }) => `${place(file, line, column)} ${rule}`)
          .sort()
          .join('\n') || 'none beside those that are there',
      actual:
        left
          .map(({ file, line, column, rule, message }) => `${place(file, line, column)} ${rule}: ${message}`)
          .join('\n') || 'none',
    },
  ];
}

function meets(expected: ExpectedFinding, { rule, file, line, column, snippet = '' }: Finding): boolean {
  if (expected.rule !== rule || expected.file !== file || expected.line !== line) return false;
  if (expected.column === undefined || expected.column === column) return true;
  // A text begins at its quote or behind it: both name the same place.
  const [first, second] = [Math.min(expected.column, column), Math.max(expected.column, column)];
  return second === first + 1 && /["']/.test(snippet.charAt(first - 1));
}

function place(file: string, line: number, column: number | undefined): string {
  return `${file}:${String(line)}${column === undefined ? '' : `:${String(column)}`}`;
}
