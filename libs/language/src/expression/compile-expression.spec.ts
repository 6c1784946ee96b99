import type { DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { celTypeName } from './cel-type.ts';
import { compileExpression } from './compile-expression.ts';
import type { Expression, Read } from './expression.ts';
import { typeName } from './value-type.ts';
import type { Binding, Scope } from './scope.ts';
import { filmMessage, filmTypes } from './testing/film-types.ts';
import { scopeOf } from './testing/message-scope.ts';

function value(ref: string, message: DescMessage): Binding<string> {
  return { kind: 'value', ref, type: { kind: 'message', message } };
}

const movie = filmMessage('Movie');
const string = { kind: 'scalar', scalar: 'string' } as const;

const around: Scope<string> = scopeOf(
  new Map<string, Binding<string>>([
    ['movie', value('parent.movie', movie)],
    ['metadata', { kind: 'metadata' }],
  ]),
);

const scope = scopeOf(
  new Map<string, Binding<string>>([
    ['request', value('request', movie)],
    ['movie', value('movie', movie)],
    ['awkward', value('awkward', filmMessage('Awkward'))],
    ['constructor', value('constructor', filmMessage('Person'))],
    ['catalog', value('catalog', filmMessage('Person'))],
    ['type', { kind: 'value', ref: 'type', type: string }],
    ['cast', { kind: 'value', ref: 'cast', type: { kind: 'list', element: { kind: 'message', message: movie } } }],
    ['metadata', { kind: 'metadata' }],
    ['parent', { kind: 'scope', scope: around }],
    ['response', { kind: 'unavailable', reason: '"response" can be read in `select` only' }],
  ]),
);

function compile(text: string, container?: string): Expression<string> {
  const compiled = compileExpression(text, scope, filmTypes, container === undefined ? {} : { container });
  if (compiled.kind === 'findings') throw new Error(`${text}: ${JSON.stringify(compiled.findings)}`);
  return compiled.expression;
}

function readsOf(text: string): readonly string[] {
  const expression = compile(text);
  return expression.kind === 'computed' ? expression.reads.map(spelled) : [];
}

function spelled(read: Read<string>): string {
  switch (read.kind) {
    case 'metadata':
    case 'has-metadata':
      return `${read.kind} ${read.key}`;
    default:
      return `${read.kind} ${[read.ref, ...read.path.map(({ name }) => name)].join('.')}`;
  }
}

describe('plain paths', () => {
  it.each([
    ['movie', 'movie', [], 'catalog.v1.Movie'],
    [' movie . director.home.town ', 'movie', ['director', 'home', 'town'], 'string'],
    ['movie.cast', 'movie', ['cast'], 'repeated catalog.v1.Person'],
    ['movie.labels', 'movie', ['labels'], 'map<string, string>'],
    ['movie.released.seconds', 'movie', ['released', 'seconds'], 'int64'],
    ['movie.subtitle.value', 'movie', ['subtitle', 'value'], 'string'],
    ['parent.movie.year', 'parent.movie', ['year'], 'int32'],
    ['type', 'type', [], 'string'],
    ['constructor.name', 'constructor', ['name'], 'string'],
  ])('%s', (text, ref, path, type) => {
    const expression = compile(text);
    if (expression.kind !== 'path') throw new Error(`it is ${expression.kind}`);
    expect([expression.ref, expression.path.map(({ name }) => name), typeName(expression.type)]).toEqual([
      ref,
      path,
      type,
    ]);
  });

  it.each(['in', 'true', 'type', 'size', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'null'])(
    'reach a field named %s',
    (name) => {
      const expression = compile(`awkward.${name}`);
      expect(expression.kind === 'path' && expression.path.map((field) => field.name)).toEqual([name]);
    },
  );

  it.each(["metadata['X-User']", ' metadata [ "x-user" ] '])('%s is metadata, its key in lower case', (text) => {
    expect(compile(text)).toMatchObject({ kind: 'metadata', key: 'x-user', text });
  });

  it.each(['true', 'null', 'movie.labels.key', 'movie.extra.key', '(movie.title)', "metadata['a'] + ''"])(
    '%s is none',
    (text) => {
      expect(compile(text).kind).toBe('computed');
    },
  );
});

describe('constants of enums', () => {
  it.each([
    ['catalog.v1.Genre.DRAMA', undefined, 1n],
    ['.catalog.v1.Genre.COMEDY', undefined, 2n],
    ['catalog.v1.Movie.Cut.DIRECTORS', undefined, 1n],
    ['Genre.DRAMA', 'catalog.v1', 1n],
    ['Cut.DIRECTORS', 'catalog.v1.Movie', 1n],
  ])('%s in %s', (text, container, number) => {
    expect(compile(text, container)).toMatchObject({ kind: 'computed', constant: number, type: { kind: 'enum' } });
  });

  it('win over a name of the same beginning, which else is read', () => {
    expect(compile('catalog.v1.Genre.DRAMA').kind).toBe('computed');
    expect(compile('catalog.name').kind).toBe('path');
  });
});

describe('what a computed expression reads', () => {
  it.each([
    ["movie.title + ' (' + string(movie.year) + ')'", ['value movie.title', 'value movie.year']],
    ["movie.title + movie.title + 'x'", ['value movie.title']],
    [
      'movie.director.home.town == movie.director.name',
      ['value movie.director.home.town', 'value movie.director.name'],
    ],
    ["movie.cast[0].name + ''", ['value movie.cast']],
    ['movie.labels.key', ['value movie.labels']],
    ['cast.map(m, m.title)', ['value cast']],
    ['[1].map(x, movie.year + x)', ['value movie.year']],
    ['has(movie)', ['has movie']],
    ['has(movie.director.home)', ['has movie.director.home']],
    ['has(movie.labels.key)', ['value movie.labels']],
    ["orValue(movie.title, 'none')", ['has movie.title', 'value movie.title']],
    ['awkward.in + awkward.true + awkward.`null`', ['value awkward.in', 'value awkward.true', 'value awkward.null']],
    ["parent.movie.title + ''", ['value parent.movie.title']],
    ["metadata['A'] + metadata['b']", ['metadata a', 'metadata b']],
    ["parent.metadata['a'] + ''", ['metadata a']],
    ["'A' in metadata || has(metadata['b'])", ['has-metadata a', 'has-metadata b']],
    ["orValue(metadata['a'], 'x')", ['metadata a', 'has-metadata a']],
    ['movie.released.getFullYear()', ['value movie.released']],
    ['movie == request', ['value movie', 'value request']],
  ])('%s', (text, reads) => {
    expect(readsOf(text).toSorted()).toEqual(reads.toSorted());
  });

  it.each([
    [
      'movie.year + request.year',
      [
        ['movie', false],
        ['request', false],
      ],
    ],
    ['has(movie.title) && movie.year > 1', [['movie', true]]],
    [
      "movie.title + orValue(request.title, '')",
      [
        ['movie', false],
        ['request', true],
      ],
    ],
    ['has(movie.labels.key)', [['movie', true]]],
    ['has(movie.cast[0].name)', [['movie', false]]],
    ['cast.exists(m, has(m.title))', [['cast', false]]],
    ["metadata['a'] == 'b'", []],
  ])('%s needs or asks about', (text, names) => {
    const expression = compile(text);
    if (expression.kind !== 'computed') throw new Error('it is computed');
    expect(expression.names.map(({ ref, asked }) => [ref, asked]).toSorted()).toEqual(names);
  });

  it('names each metadata key once', () => {
    const expression = compile("has(metadata['A']) ? metadata['a'] : metadata['b']");
    expect(expression.kind === 'computed' && expression.metadataKeys.toSorted()).toEqual(['a', 'b']);
  });

  it('resolves a name once, however often it is written', () => {
    let lookups = 0;
    const counting: Scope<object> = {
      names: () => ['movie'],
      lookup(name) {
        if (name !== 'movie') return undefined;
        lookups++;
        return { kind: 'value', ref: {}, type: { kind: 'message', message: movie } };
      },
    };
    const compiled = compileExpression('movie.year + movie.year + movie.votes.size()', counting, filmTypes);
    expect([compiled.kind, lookups]).toEqual(['findings', 1]);
  });
});

describe('types', () => {
  it.each([
    ['movie.year + 1', 'int'],
    ['movie.votes + 1u', 'uint'],
    ['movie.subtitle == null ? "none" : movie.subtitle', 'wrapper(string)'],
    ["orValue(movie.subtitle, 'none')", 'string'],
    ['true ? movie.genre : catalog.v1.Genre.DRAMA', 'catalog.v1.Genre'],
    ['true ? movie.genre : 1', 'int'],
    ['true ? movie.genre : movie.cut', 'int'],
    ['[movie.genre]', 'list(catalog.v1.Genre)'],
    ['movie.released + movie.length', 'google.protobuf.Timestamp'],
    ['movie.cast.map(p, p.home)', 'list(catalog.v1.Place)'],
    ['movie.labels.map(k, k)', 'list(string)'],
    ['movie.attachment.anything', 'dyn'],
    ["movie.extra['a']", 'dyn'],
    ['catalog.v1.Person{name: movie.title}', 'catalog.v1.Person'],
    ['true ? movie.director : null', 'catalog.v1.Person'],
    ['[] + [movie.title]', 'list(string)'],
    ['{}', 'map(dyn, dyn)'],
    ['math.greatest(1, movie.year, 3)', 'int'],
    ['math.greatest(1, 2.0)', 'dyn'],
    ['movie.cast.sortBy(p, p.name)', 'list(catalog.v1.Person)'],
    ['cel.bind(t, movie.title, t + t)', 'string'],
    ['type(movie) == catalog.v1.Movie', 'bool'],
  ])('%s is %s', (text, type) => {
    const expression = compile(text);
    expect(expression.kind === 'computed' ? celTypeName(expression.type) : expression.kind).toBe(type);
  });
});
