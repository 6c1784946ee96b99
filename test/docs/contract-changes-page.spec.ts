import { beforeAll, describe, expect, it } from '@jest/globals';
import { changeClasses, changeRules, type ChangeRule } from '@tributary/contracts';
import { readPage } from './examples.ts';

let page = '';

beforeAll(async () => {
  page = await readPage('contract-changes.md');
});

function sectionOf({ kind }: ChangeRule): string {
  return page.split(/^##+ /m).find((section) => section.startsWith(`\`${kind}\`\n`)) ?? '';
}

/** As the page says it. */
function linesOf({ summary, effects, advice, bufRules }: ChangeRule): readonly string[] {
  const levels = changeClasses.flatMap((name) => (effects[name] === undefined ? [] : [`${name} ${effects[name]}`]));
  return [
    `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`,
    `- At worst: ${levels.join(', ')}`,
    `- What to do: ${advice}`,
    ...(bufRules.length === 0 ? [] : [`- buf: ${bufRules.map((rule) => `\`${rule}\``).join(', ')}`]),
  ];
}

describe('the page of changes', () => {
  it('has each kind once, in order', () => {
    const headings = [...page.matchAll(/^### `(.*)`$/gm)].map(([, kind]) => kind);
    expect(headings).toEqual(changeRules.map(({ kind }) => kind));
  });

  it.each(changeRules)('says of $kind what the catalogue does', (rule) => {
    const lines = sectionOf(rule).split('\n').slice(1);
    // The last kind of a group is followed by the next group's heading.
    expect(lines.filter((line) => line !== '')).toEqual(linesOf(rule));
  });
});
