import { beforeAll, describe, expect, it } from '@jest/globals';
import { renderFindings, rules } from '@tributary/language';
import { checkExample, codeBlocks, readPage } from './examples.ts';

let page = '';

beforeAll(async () => {
  page = await readPage('rules.md');
});

function sectionOf(rule: string): string {
  return page.split(/^## /m).find((section) => section.startsWith(`\`${rule}\`\n`)) ?? '';
}

describe('the page of the rules', () => {
  it('has each rule once, in order', () => {
    const headings = [...page.matchAll(/^## `(.*)`$/gm)].map(([, rule]) => rule);
    expect(headings).toEqual(rules.map(({ id }) => id));
  });

  it('lists them with their levels and what breaks them', () => {
    const rows = [...page.matchAll(/^\| \[`(.*?)`\]\(#.*?\)\s*\| (\w+)\s*\| (.*?)\s*\|$/gm)].map(([, ...row]) => row);
    expect(rows).toEqual(rules.map(({ id, level, summary }) => [id, level, summary]));
  });

  it.each(rules.map(({ id }) => id))('breaks %s, and shows what is printed', async (rule) => {
    const blocks = codeBlocks(sectionOf(rule));
    const examples = blocks.filter(({ language }) => language === 'proto');
    const printed = blocks.filter(({ language }) => language === 'text').map(({ text }) => text);
    expect(examples.length).toBeGreaterThan(0);
    const found = await Promise.all(examples.map(({ text }) => checkExample(text)));
    for (const findings of found) {
      // Nothing but what it is about.
      expect(typeof findings === 'string' ? findings : [...new Set(findings.map((finding) => finding.rule))]).toEqual([
        rule,
      ]);
    }
    expect(
      found.map((findings) => (typeof findings === 'string' ? findings : renderFindings(findings, 'text'))),
    ).toEqual(printed);
  });
});
