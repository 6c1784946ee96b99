import { describe, expect, it } from '@jest/globals';
import type { Finding } from './finding.ts';
import { renderFindings } from './render-findings.ts';
import { levelOf, rules } from './rules.ts';

const finding: Finding = {
  rule: 'unknown-arg',
  level: 'error',
  file: 'movienight/v1/movienight.proto',
  line: 31,
  column: 12,
  length: 5,
  message: 'GetMovieRequest has no field "ident"',
  note: 'GetMovieRequest has: id',
  snippet: '    args: "ident = request.movie_id"',
};
const warning: Finding = {
  ...finding,
  rule: 'unused-let',
  level: 'warning',
  line: 7,
  message: '50%, 1:2\nand more',
  note: undefined,
  snippet: undefined,
};

describe('renderFindings', () => {
  it('writes text as the language page shows it', () => {
    expect(renderFindings([finding, warning], 'text', { root: 'proto/' })).toBe(
      `
proto/movienight/v1/movienight.proto:31:12: error[unknown-arg]: GetMovieRequest has no field "ident"
 31 |     args: "ident = request.movie_id"
    |            ^^^^^
    = GetMovieRequest has: id

proto/movienight/v1/movienight.proto:7:12: warning[unused-let]: 50%, 1:2
and more`.slice(1),
    );
  });

  it('keeps tabs in front of the caret, and the caret on its line', () => {
    const tabs = { ...finding, snippet: '\t\targs: "ident', column: 10, length: 100, note: undefined };
    expect(renderFindings([tabs], 'text').split('\n').slice(1)).toEqual([
      ' 31 | \t\targs: "ident',
      '    | \t\t       ^^^^^',
    ]);
    const atTheEnd = { ...tabs, column: 15 };
    expect(renderFindings([atTheEnd], 'text').split('\n').at(-1)).toBe('    | \t\t            ^');
  });

  it('leaves out what is not known of the place', () => {
    const nowhere = { ...finding, line: 0, column: 0, length: 0, snippet: undefined, note: undefined };
    expect(renderFindings([nowhere, { ...nowhere, line: 4 }], 'text').split('\n')).toEqual([
      'movienight/v1/movienight.proto: error[unknown-arg]: GetMovieRequest has no field "ident"',
      '',
      'movienight/v1/movienight.proto:4: error[unknown-arg]: GetMovieRequest has no field "ident"',
    ]);
  });

  it('writes JSON, a list in any case', () => {
    expect(JSON.parse(renderFindings([finding, warning], 'json', { root: 'proto/' }))).toEqual([
      {
        rule: 'unknown-arg',
        level: 'error',
        file: 'proto/movienight/v1/movienight.proto',
        line: 31,
        column: 12,
        length: 5,
        message: 'GetMovieRequest has no field "ident"',
        note: 'GetMovieRequest has: id',
      },
      {
        rule: 'unused-let',
        level: 'warning',
        file: 'proto/movienight/v1/movienight.proto',
        line: 7,
        column: 12,
        length: 5,
        message: '50%, 1:2\nand more',
      },
    ]);
    expect(JSON.parse(renderFindings([], 'json'))).toEqual([]);
  });

  it('writes workflow commands of GitHub, escaped', () => {
    expect(renderFindings([finding, { ...warning, file: 'a,b:c.proto' }], 'github').split('\n')).toEqual([
      '::error file=movienight/v1/movienight.proto,line=31,col=12,endColumn=17,title=unknown-arg::GetMovieRequest has no field "ident"%0AGetMovieRequest has: id',
      '::warning file=a%2Cb%3Ac.proto,line=7,col=12,endColumn=17,title=unused-let::50%25, 1:2%0Aand more',
    ]);
    expect(renderFindings([{ ...finding, line: 0, column: 0, note: undefined }], 'github')).toBe(
      '::error file=movienight/v1/movienight.proto,title=unknown-arg::GetMovieRequest has no field "ident"',
    );
  });

  it.each(['text', 'github'] as const)('writes nothing of nothing as %s', (format) => {
    expect(renderFindings([], format)).toBe('');
  });
});

describe('rules', () => {
  it('are all of the reference, in its order', () => {
    expect(rules.map(({ id, level }) => `${id} ${level}`)).toEqual(
      `unknown-call error|streaming-call error|unknown-arg error|unknown-name error|bad-expression error|type-mismatch error|
       ambiguous error|no-source error|duplicate-name error|cycle error|bad-option error|unsafe-cache error|
       unsafe-retry error|unsafe-hedge error|unsafe-call error|n-plus-one warning|unused-let warning`.split(/\|\s*/),
    );
    for (const { id, level } of rules) expect(levelOf(id)).toBe(level);
  });
});
