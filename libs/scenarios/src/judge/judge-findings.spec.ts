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

  it('takes the quote of a text and its first character for one place', () => {
    const quoted = { ...finding('unknown-arg', 1, 12), snippet: '    args: "ident = request.id"' };
    expect(judgeFindings([expected('unknown-arg', 1, 11)], [quoted])).toEqual([]);
    expect(judgeFindings([expected('unknown-arg', 1, 12)], [{ ...quoted, column: 11 }])).toEqual([]);
    for (const column of [10, 13])
      expect(judgeFindings([expected('unknown-arg', 1, column)], [quoted])).toHaveLength(1);
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
