import type { DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compileExpression } from './compile-expression.ts';
import type { Binding } from './scope.ts';
import { filmMessage, filmTypes } from './testing/film-types.ts';
import { scopeOf } from './testing/message-scope.ts';

function value(ref: string, message: DescMessage): Binding<string> {
  return { kind: 'value', ref, type: { kind: 'message', message } };
}

const around = scopeOf(new Map<string, Binding<string>>([['film', value('film', filmMessage('Movie'))]]));
const scope = scopeOf(
  new Map<string, Binding<string>>([
    ['movie', value('movie', filmMessage('Movie'))],
    ['place', value('place', filmMessage('Place'))],
    ['metadata', { kind: 'metadata' }],
    ['parent', { kind: 'scope', scope: around }],
    ['response', { kind: 'unavailable', reason: '"response" can be read in `select` only' }],
  ]),
);

/** Each finding as `rule: message`, with what it marks in the text, and the note. */
function findingsOf(text: string): readonly (readonly [string, string, string | undefined])[] {
  const compiled = compileExpression(text, scope, filmTypes);
  if (compiled.kind === 'expression') return [];
  return compiled.findings.map(({ rule, offset, length, message, note }) => [
    `${rule}: ${message}`,
    text.slice(offset, offset + length),
    note,
  ]);
}

const has = 'catalog.v1.Movie has';

describe('findings', () => {
  it.each([
    // Names.
    ['movi.title', 'unknown-name: "movi" is not in scope', 'movi', 'did you mean "movie"?'],
    ['movi.title + ""', 'unknown-name: "movi" is not in scope', 'movi', 'did you mean "movie"?'],
    ['zebra', 'unknown-name: "zebra" is not in scope', 'zebra', 'in scope: movie, place, metadata, parent, response'],
    ['movie.titel', `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    [
      'movie.director.homme.town',
      'unknown-name: catalog.v1.Person has no field "homme"',
      'homme',
      'did you mean "home"?',
    ],
    ['place.zip + ""', 'unknown-name: catalog.v1.Place has no field "zip"', 'zip', 'catalog.v1.Place has: town'],
    ['has(movie.titel)', `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    ['movie . titel', `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    ["orValue(movie.titel, '')", `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    ['movie.cast.map(p, p.nam)', 'unknown-name: catalog.v1.Person has no field "nam"', 'nam', 'did you mean "name"?'],
    [
      'movie.title.length',
      'unknown-name: string has no field "length"',
      'length',
      'string has no fields: leave "length" out',
    ],
    [
      'catalog.v1.Genre',
      'bad-expression: catalog.v1.Genre is an enum, and no value',
      'catalog',
      'write one of its values, as catalog.v1.Genre.DRAMA',
    ],
    [
      'movie.cast.name',
      'unknown-name: list(catalog.v1.Person) has no field "name"',
      'name',
      'take one element, as in list[0], or make a list of fields: list.map(x, x.field)',
    ],
    ['catalog.v1.Genre.DRAM', 'unknown-name: catalog.v1.Genre has no value "DRAM"', 'DRAM', 'did you mean "DRAMA"?'],
    [
      'catalog.v1.Gnre.DRAMA',
      'unknown-name: "catalog" is not in scope',
      'catalog',
      'did you mean "catalog.v1.Genre.DRAMA"?',
    ],
    ['parent', 'bad-expression: "parent" is no value: name one of its names', 'parent', 'parent has: film'],
    ['parent.fil.title', 'unknown-name: "parent" has no name "fil"', 'fil', 'did you mean "film"?'],
    ['parent.film.titel + ""', `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    ['response.title', 'unknown-name: "response" can be read in `select` only', 'response', undefined],
    ['size(response)', 'unknown-name: "response" can be read in `select` only', 'response', undefined],
    // Metadata.
    ['metadata', 'bad-expression: "metadata" is no value', 'metadata', "read one key of it: metadata['key']"],
    ['metadata.a', 'bad-expression: "metadata" is no value', 'metadata', "read one key of it: metadata['key']"],
    [
      'metadata[movie.title]',
      'bad-expression: the key of metadata must be a literal',
      'movie.title',
      'the keys that an answer depends on must be known before it is made',
    ],
    [
      "metadata['a b']",
      'bad-expression: "a b" cannot be a key of metadata',
      "'a b'",
      'keys are made of letters, digits, "_", "-" and "."',
    ],
    // Types.
    [
      'movie.title + movie.year',
      'bad-expression: no overload of _+_ for string and int',
      '+',
      'use string(...) for the second',
    ],
    [
      'movie.year == 1.5',
      'bad-expression: no overload of _==_ for int and double',
      '==',
      'use double(...) for the other',
    ],
    [
      'movie.votes - movie.year',
      'bad-expression: no overload of _-_ for uint and int',
      '-',
      'use int(...) for the uint',
    ],
    [
      'size(movie.year)',
      'bad-expression: no overload of size for int',
      'size',
      'there is: size(string), size(bytes), size(list(A)), size(map(A, B))',
    ],
    [
      'movie.title.substring("a")',
      'bad-expression: no overload of substring for string and string',
      'substring',
      'there is: string.substring(int), string.substring(int, int)',
    ],
    ['trim(movie.title)', 'bad-expression: "trim" is not called this way', 'trim', 'it is written value.trim(...)'],
    ['movie.title.uper()', 'bad-expression: there is no function "uper"', 'uper', undefined],
    [
      'movie.title.lowerAsci()',
      'bad-expression: there is no function "lowerAsci"',
      'lowerAsci',
      'did you mean "lowerAscii"?',
    ],
    [
      'movie.title && true',
      'bad-expression: the condition of && must be a bool, this is string',
      'movie.title',
      undefined,
    ],
    ['movie.year ? 1 : 2', 'bad-expression: the condition of ?: must be a bool, this is int', 'movie.year', undefined],
    [
      'true ? 1 : movie.title',
      'bad-expression: both values of ?: must be of one type, these are int and string',
      'movie.title',
      'use string(...) for the first',
    ],
    [
      'movie.cast.all(p, p.name)',
      'bad-expression: the condition of all must be a bool, this is string',
      'p.name',
      undefined,
    ],
    ['movie.year.map(x, x)', 'bad-expression: map() runs over a list or a map, this is int', 'movie.year', undefined],
    [
      'movie.cast.all(p.name, true)',
      'bad-expression: all() takes the name of a variable first',
      'all',
      'list.all(x, ...)',
    ],
    [
      "movie.cast['a']",
      'bad-expression: no overload of [] for list(catalog.v1.Person) and string',
      '[',
      'there is: list(A)[int], map(A, B)[A]',
    ],
    [
      'catalog.v1.Movi{}',
      'unknown-name: there is no message "catalog.v1.Movi"',
      'catalog.v1.Movi',
      'did you mean "catalog.v1.Movie"?',
    ],
    [
      "catalog.v1.Place{town: 'a', zip: 'b'}",
      'unknown-name: catalog.v1.Place has no field "zip"',
      'zip',
      'catalog.v1.Place has: town',
    ],
    ['catalog.v1.Place{town: 1}', 'bad-expression: the field "town" is string, the value is int', '1', undefined],
    ['{1: "a", 1u: "b"}', 'bad-expression: the map has this key already', '1u', undefined],
    ['9223372036854775808', 'bad-expression: the number does not fit int', '9223372036854775808', undefined],
    [
      'has(movie.cast[0])',
      'bad-expression: has() cannot ask about this',
      'movie.cast[0',
      "has(name), has(value.field) or has(metadata['key'])",
    ],
    [
      'orValue(1, 2)',
      'bad-expression: orValue takes a name, a field below one or metadata first',
      '1',
      'write it as condition ? value : other',
    ],
    [
      "orValue(movie.year, 'a')",
      'bad-expression: both values of orValue must be of one type, these are int and string',
      "'a'",
      undefined,
    ],
    // Names of variables.
    [
      'movie.cast.all(place, true)',
      'duplicate-name: "place" is already a name in scope',
      'place',
      'give the variable another name',
    ],
    [
      '[1].all(x, [2].all(x, true))',
      'duplicate-name: "x" is already a name in scope',
      'x',
      'give the variable another name',
    ],
    [
      'cel.bind(movie, 1, movie)',
      'duplicate-name: "movie" is already a name in scope',
      'movie',
      'give the variable another name',
    ],
    [
      '[1].sortBy(movie, 1)',
      'duplicate-name: "movie" is already a name in scope',
      'movie',
      'give the variable another name',
    ],
    // What fails every time.
    ["movie.title.matches('(')", 'bad-expression: error parsing regexp: missing closing ): `(`', "'('", undefined],
    [
      "movie.released > timestamp('yesterday')",
      expect.stringMatching(/^bad-expression: .*timestamp/),
      "'yesterday'",
      undefined,
    ],
    ["movie.year + int('x')", 'bad-expression: cannot read "x" as int', "'x'", undefined],
    ['1 / 0', 'bad-expression: this fails whenever it is evaluated: int divide by zero', '1 / 0', undefined],
    // Behind characters that take two UTF-16 units.
    ["'🎬🎬' + movie.titel", `unknown-name: ${has} no field "titel"`, 'titel', 'did you mean "title"?'],
    [
      "'🎬🎬' + movie.year",
      'bad-expression: no overload of _+_ for string and int',
      '+',
      'use string(...) for the second',
    ],
  ])('%s', (text, message, marked, note) => {
    expect(findingsOf(text)).toEqual([[message, marked, note]]);
  });

  it('are all reported, in the order of the text', () => {
    const findings = findingsOf('movi.title + movie.titel + (movie.title + 1) + size(1)');
    expect(findings.map(([message]) => message)).toEqual([
      'unknown-name: "movi" is not in scope',
      `unknown-name: ${has} no field "titel"`,
      'bad-expression: no overload of _+_ for string and int',
      'bad-expression: no overload of size for int',
    ]);
  });
});

describe('syntax findings', () => {
  it.each([
    ['', 'it is empty', '', undefined],
    ['  ', 'it is empty', '  ', undefined],
    ['1 +', 'a value is missing after "+"', '+', undefined],
    ['* 2', 'a value is missing before "*"', '*', undefined],
    ['(movie.year', '"(" is not closed', '(', 'close it by ")"'],
    ['[1, 2', '"[" is not closed', '[', 'close it by "]"'],
    ['movie.year)', '")" closes nothing', ')', undefined],
    ['(1]', '"(" is closed by ")", not by "]"', ']', undefined],
    ["'abc", 'the string does not end', "'abc", undefined],
    ['1 2', '"2" cannot follow "1": an operator is missing', '2', undefined],
    ['movie.title "a"', '""a"" cannot follow "title": an operator is missing', '"a"', undefined],
    ['movie.year = 1', '"=" means nothing in CEL', '=', 'comparing is ==; an expression assigns nothing'],
    ['true & true', '"&" means nothing in CEL', '&', 'and is &&'],
    ['true ? 1', '"?" needs two values with ":" between them', '?', 'condition ? value : other value'],
    ['for + 1', '"for" is a reserved word of CEL: nothing of that name can be read by name', 'for', undefined],
    ['in', '"in" is a reserved word of CEL: nothing of that name can be read by name', 'in', undefined],
    ['1 + 🎬', '"🎬" means nothing in CEL', '🎬', undefined],
    ['size(1,, 2)', 'a value is missing after ","', ',', undefined],
  ])('%s', (text, message, marked, note) => {
    expect(findingsOf(text)).toEqual([[`bad-expression: ${message}`, marked, note]]);
  });

  it('tell a text that is too long, or nested too deeply', () => {
    const long = `'${'a'.repeat(10_000)}'`;
    expect(findingsOf(long)).toEqual([
      ['bad-expression: the expression has 10002 characters, more than 10000', long, undefined],
    ]);
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['size(', ')'],
      ['true ? 1 : ', ''],
    ]) {
      const times = Math.floor(9_990 / `${open}${close}`.length);
      const text = `${open?.repeat(times)}1${close?.repeat(times)}`;
      // How deep is too deep depends on the stack; it is a finding, never an exception.
      expect(findingsOf(text).length).toBeLessThanOrEqual(1);
    }
  });

  it('lie within the text, whatever it is', () => {
    const pieces = fc.constantFrom(
      ...['movie', 'title', 'titel', 'cast', 'x', 'has', 'orValue', 'metadata', 'map', 'in', 'true', 'parent', 'Genre'],
      ...['(', ')', '[', ']', '{', '}', '.', ',', '+', '==', '&&', '?', ':', '!', '-', '`', '@', ' ', '//', "'a'"],
      ...['1', '1u', '1.5', "'", '"🎬"', 'size', '.cast.map(p, p.name)', '.year', 'catalog.v1.Genre.DRAMA'],
    );
    const soup = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        const compiled = compileExpression(text, scope, filmTypes);
        if (compiled.kind === 'expression') return;
        expect(compiled.findings.length).toBeGreaterThan(0);
        for (const { offset, length } of compiled.findings) {
          expect([text, offset >= 0 && offset + length <= text.length]).toEqual([text, true]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are found in any text that the parser refuses', () => {
    for (const text of [
      'a.',
      '.',
      'a..b',
      'a[',
      '{',
      '{1}',
      '{1:}',
      'a b',
      'M{a}',
      '!',
      '-',
      'a ? : b',
      '@',
      '0x',
      '1.e',
    ]) {
      expect([text, findingsOf(text).length > 0]).toEqual([text, true]);
    }
  });
});
