import { readFileSync } from 'node:fs';
import { fromJson, type JsonObject, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { compileExpression } from '../compile-expression.ts';
import { filmMessage, filmTypes } from '../testing/film-types.ts';
import { messageScope, readAll } from '../testing/message-scope.ts';
import { catalogue, macros } from './catalogue.ts';

const page = readFileSync(new URL('../../../../../docs/reference/expressions.md', import.meta.url), 'utf8');

/** The rows of the tables with examples: their cells, escapes undone. */
const rows = [...page.matchAll(/^\| (.*) \|$/gm)]
  .map(([, row = '']) => row.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|')))
  .filter((row) => / is `/.test(row[2] ?? ''));
const lines = new Set(page.split('\n'));

// What only a macro becomes no text can name.
const functions = catalogue.flatMap((section) => section.functions).filter(({ name }) => !name.startsWith('@'));

describe('the page of the expressions', () => {
  it('has the sections of the catalogue, in order', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    const titles = catalogue.map(({ title }) => title);
    expect(headings.filter((heading) => titles.includes(heading ?? ''))).toEqual(titles);
  });

  it.each(functions.map((entry) => [entry.name, entry] as const))('documents %s', (name, { doc, overloads }) => {
    expect(rows.find(([first]) => first === `\`${name}\``)?.[1]).toBe(doc);
    for (const { signature } of overloads) expect([signature, lines.has(shown(signature))]).toEqual([signature, true]);
  });

  it.each(macros.map(({ form, doc }) => [form, doc]))('documents the macro %s', (form, doc) => {
    expect(rows.find(([first]) => first === `\`${form}\``)?.[1]).toBe(doc);
  });

  it('documents nothing that is not there', () => {
    const known = new Set([...functions.map(({ name }) => name), ...macros.map(({ form }) => form)]);
    const documented = rows.map(([first = '']) => first.slice(1, -1));
    expect(documented.filter((name) => !known.has(name))).toEqual([]);
    expect(documented).toHaveLength(known.size);
    const signatures = new Set(
      functions.flatMap(({ overloads }) => overloads.map(({ signature }) => shown(signature))),
    );
    const block = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].flatMap(([, text = '']) =>
      text.trimEnd().split('\n'),
    );
    expect(block.filter((line) => !signatures.has(line))).toEqual([]);
  });

  const examples = rows.flatMap(([, , example = '']) => {
    const [, text, result] = /^`(.*)` is `(.*)`$/.exec(example) ?? [];
    return text === undefined || result === undefined ? [] : [[text, result] as const];
  });

  it.each(examples)('%s is %s', (text, result) => {
    expect(valueOf(`(${text}) == (${result})`)).toBe(true);
  });
});

/** A signature as it is written in an expression: `int + int -> int`. */
function shown(signature: string): string {
  const [, called = '', result = ''] = /^(.*) -> <(.*)>$/.exec(signature) ?? [];
  // The operators `<` and `>` are no brackets.
  const types = [...called.slice(called.indexOf('(')).matchAll(/<([^>]+)>/g)].map(([, type]) => type ?? '');
  const [first = '', second = ''] = types;
  const [, operator] = /^_(\S+)_\(/.exec(called) ?? [];
  const [, prefix] = /^([-!])_\(/.exec(called) ?? [];
  const body =
    operator === '?_:'
      ? `${first} ? A : A`
      : operator !== undefined
        ? `${first} ${operator} ${second}`
        : called.startsWith('_[_]')
          ? `${first}[${second}]`
          : called.startsWith('@in')
            ? `${first} in ${second}`
            : prefix !== undefined
              ? `${prefix}${first}`
              : called.replace(/<([^>]+)>/g, '$1');
  return `${body} -> ${result}`;
}

const movie: JsonObject = {
  title: 'Casablanca',
  year: 1942,
  keywords: ['war', 'love', 'cafe'],
  labels: { de: 'Klassiker' },
  released: '1942-11-26T19:00:00Z',
};

function valueOf(text: string): unknown {
  const type = filmMessage('Movie');
  const compiled = compileExpression(text, messageScope({ movie: type, remake: type }), filmTypes);
  if (compiled.kind === 'findings') throw new Error(`${text}: ${JSON.stringify(compiled.findings)}`);
  if (compiled.expression.kind !== 'computed') throw new Error(`${text} is ${compiled.expression.kind}`);
  const messages = { movie: toBinary(type, fromJson(type, movie, { registry: filmTypes })) };
  const evaluation = compiled.expression.evaluate(readAll(compiled.expression, messages, { 'x-user-id': '7' }));
  return evaluation.kind === 'value' ? evaluation.value : evaluation;
}
