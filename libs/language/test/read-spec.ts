import { compileProto } from '../../../test/support/compile-proto.ts';
import { readCompositions, type Reading, type ReadingOptions } from '../src/read-compositions.ts';
import { specFiles } from './spec-protos.ts';

/** Reads a composition written in a spec; see {@link specFiles}. */
export function readSpec(body: string, options?: ReadingOptions): Reading {
  return readCompositions(compileProto(specFiles(body)), options);
}

/** What stands between marks is where a finding is expected: `⟦unknown-arg: ident⟧`. */
const mark = /⟦[^:⟧]+: ([^⟧]*)⟧/g;

/**
 * Reads a composition whose text marks the places of the findings that are expected.
 *
 * @returns the text as it was given, the text with the findings' places marked, and what the findings say: `message` or
 *   `message (note)`, in the order of their places
 */
export function examine(
  marked: string,
  options?: ReadingOptions,
): { readonly expected: string; readonly found: string; readonly saying: readonly string[] } {
  const files = specFiles(marked.replace(mark, '$1'));
  const { findings } = readCompositions(compileProto(files), options);
  const lines = (files['spec.proto'] ?? '').split('\n');
  const elsewhere = findings.filter(({ file, column }) => file !== 'spec.proto' || column === 0);
  if (elsewhere.length > 0) throw new Error(`findings elsewhere: ${JSON.stringify(elsewhere)}`);
  const places = new Map<string, { line: number; column: number; length: number; rules: string[] }>();
  for (const { line, column, length, rule } of findings) {
    const key = `${line} ${column} ${length}`;
    const place = places.get(key);
    if (place === undefined) places.set(key, { line, column, length, rules: [rule] });
    else place.rules.push(rule);
  }
  for (const { line, column, length, rules } of [...places.values()].reverse()) {
    const text = lines[line - 1] ?? '';
    const end = column - 1 + length;
    lines[line - 1] =
      `${text.slice(0, column - 1)}⟦${rules.join('+')}: ${text.slice(column - 1, end)}⟧${text.slice(end)}`;
  }
  return {
    expected: marked,
    found: lines.join('\n').slice(-marked.length),
    saying: findings.map(({ message, note }) => (note === undefined ? message : `${message} (${note})`)),
  };
}
