import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// The table of scenarios names what there is, in the chapters of the reference.

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'test', 'scenarios');
const page = readFileSync(join(folder, 'README.md'), 'utf8');
const reference = readFileSync(join(root, 'docs', 'reference', 'language.md'), 'utf8');

/** What the table names: a file, and the beginnings of cases in it. */
const named = [...page.matchAll(/\[[^\]]+\]\(([^)]+\.(?:yaml|ts))\)((?: “[^”]+”)*)/g)].map(
  ([, file = '', cases = '']) => ({
    file: join(folder, file),
    cases: [...cases.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name),
  }),
);

/** Names of cases, as they stand in the file: quoted or not. */
function caseNames(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^ *- name: (.*)$/gm)].map(([, name = '']) =>
    name.replace(/^(['"])(.*)\1$/, '$2').replaceAll("''", "'"),
  );
}

describe('the table of scenarios', () => {
  it('names scenarios and cases that there are', () => {
    const missing = named.flatMap(({ file, cases }) => {
      if (!existsSync(file)) return [file];
      const names = cases.length === 0 ? [] : caseNames(file);
      return cases
        .filter((beginning) => !names.some((name) => name.startsWith(beginning)))
        .map((beginning) => `${file}: ${beginning}`);
    });
    expect(missing).toEqual([]);
  });

  it('has the chapters of the reference', () => {
    const chapters = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(chapters(page).filter((title) => !chapters(reference).includes(title))).toEqual(['Beside the language']);
  });
});
