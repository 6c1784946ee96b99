import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@tributary/language';
import { judgeFindings } from './judge-findings.ts';

function finding(rule: Finding['rule'], line: number, column: number): Finding {
  const rest = { length: 1, message: 'm', note: undefined, snippet: undefined };
  return { rule, level: 'error', file: 'a.proto', line, column, ...rest };
}

const expected = (rule: string, line: number, column?: number) => ({ rule, file: 'a.proto', line, column });

describe('a check', () => {
  it('wants exactly the findings that are there, in any order, columns where they are given', () => {
    const findings = [finding('no-source', 3, 1), finding('unknown-arg', 7, 5), finding('unknown-arg', 7, 9)];
    const wanted = [expected('unknown-arg', 7), expected('unknown-arg', 7, 5), expected('no-source', 3, 1)];
    expect(judgeFindings(wanted, findings)).toEqual([]);
    expect(judgeFindings([], [])).toEqual([]);
  });

  it('takes any column from the key, or the declaration, to the end of what is underlined for one place', () => {
    const quoted = { ...finding('unknown-arg', 1, 12), length: 5, snippet: '    args: "ident = request.id"' };
    const wrongOnes = (subject: Finding, columns: readonly number[]) =>
      columns.filter((column) => judgeFindings([expected(subject.rule, 1, column)], [subject]).length > 0);
    const around = [1, 4, 5, 10, 11, 12, 16, 17, 20];
    expect(wrongOnes(quoted, around)).toEqual([1, 4, 17, 20]);
    const number = { ...finding('bad-option', 1, 23), snippet: '    retry: { attempts: 9 }' };
    expect(wrongOnes(number, [5, 11, 14, 22, 23, 24])).toEqual([5, 11, 24]);
    const field = { ...finding('no-source', 1, 10), length: 5, snippet: '  string title = 3; // here' };
    expect(wrongOnes(field, [2, 3, 10, 14, 15])).toEqual([2, 15]);
  });

  it.each([
    ['a finding is missing', [expected('no-source', 3)], []],
    ['there is one more', [], [finding('no-source', 3, 1)]],
    ['it stands on another line', [expected('no-source', 3)], [finding('no-source', 4, 1)]],
    ['it stands in another column', [expected('no-source', 3, 2)], [finding('no-source', 3, 1)]],
    ['it is of another rule', [expected('cycle', 3)], [finding('no-source', 3, 1)]],
    ['it stands in another file', [{ ...expected('no-source', 3), file: 'b.proto' }], [finding('no-source', 3, 1)]],
    ['it is there once only', [expected('no-source', 3), expected('no-source', 3)], [finding('no-source', 3, 1)]],
  ])('fails where %s', (_, wanted, findings) => {
    expect(judgeFindings(wanted, findings)).toHaveLength(1);
  });

  it('shows what is missing and what is there instead', () => {
    expect(judgeFindings([expected('cycle', 3)], [finding('no-source', 3, 1)])).toEqual([
      {
        about: 'check',
        message: 'other findings than expected',
        expected: 'a.proto:3 cycle',
        actual: 'a.proto:3:1 no-source: m',
      },
    ]);
  });
});
