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

function meets(expected: ExpectedFinding, finding: Finding): boolean {
  const { rule, file, line, column, length, snippet = '' } = finding;
  if (expected.rule !== rule || expected.file !== file || expected.line !== line) return false;
  if (expected.column === undefined || expected.column === column) return true;
  return expected.column >= beginOf(snippet, column, length) && expected.column < column + length;
}

/**
 * Where what a finding is about begins on its line: with the option's key, or the field's declaration. Any column from
 * there to the end of what the finding underlines names the same place: people count from the key, the quote, or the
 * word.
 */
function beginOf(snippet: string, column: number, length: number): number {
  const before = snippet.slice(0, column - 1);
  if (/^\s*=\s*\d/.test(snippet.slice(column - 1 + length))) return before.search(/\S|$/) + 1;
  const outside = beforeQuote(before);
  const key = /[\w.()[\]]+\s*[:=]\s*(?:\[\s*)?$/.exec(outside);
  return (key?.index ?? outside.length) + 1;
}

/** The text up to the quote that is still open at its end; all of it where none is. */
function beforeQuote(text: string): string {
  let open: { quote: string; at: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (open === undefined && (character === '"' || character === "'")) open = { quote: character, at };
    else if (character === open?.quote) open = undefined;
  }
  return open === undefined ? text : text.slice(0, open.at);
}

function place(file: string, line: number, column: number | undefined): string {
  return `${file}:${String(line)}${column === undefined ? '' : `:${String(column)}`}`;
}
