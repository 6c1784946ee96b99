import { describe, expect, it } from '@jest/globals';

import { file_tributary_v1_compose, renderFindings, rules } from '@tributary/language';
import { checkExample, codeBlocks, readPage } from './examples.ts';

const page = await readPage('language.md');
const { messages, enums } = file_tributary_v1_compose;

/** The part of the page below a heading, up to the next one. */
function sectionOf(name: string): string {
  return page.split(/^#{2,3} /m).find((section) => section.startsWith(`\`${name}\`\n`)) ?? '';
}

/** What the first column of a section's tables names. */
function documented(section: string): string[] {
  return [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name = '']) => name);
}

describe('the page of the language', () => {
  it.each(messages.map((message) => [message.name, message.fields.map(({ name }) => name)] as const))(
    'documents each option of %s, in order, and no other',
    (name, fields) => {
      expect(documented(sectionOf(name))).toEqual(fields);
    },
  );

  it.each(enums.map((each) => [each.name, each.values.map(({ name }) => name)] as const))(
    'documents each value of %s',
    (name, values) => {
      expect(documented(sectionOf(name))).toEqual(values);
    },
  );

  it('names each extension', () => {
    for (const { name } of file_tributary_v1_compose.extensions) expect(page).toContain(`(tributary.v1.${name})`);
  });

  it('links to sections that are there', () => {
    const anchors = new Set([...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)));
    const linked = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(linked.filter((anchor) => !anchors.has(anchor ?? ''))).toEqual([]);
    const ids = new Set<string>(rules.map(({ id }) => id));
    const linkedRules = [...page.matchAll(/\]\(rules\.md#([^)]+)\)/g)].map(([, rule = '']) => rule);
    expect(linkedRules.filter((rule) => !ids.has(rule))).toEqual([]);
  });

  const examples = codeBlocks(page).filter(({ language }) => language === 'proto');

  it.each(examples.map(({ line, text }) => [line, text] as const))(
    'has a right example in line %d',
    async (_, text) => {
      const findings = await checkExample(text);
      expect(typeof findings === 'string' ? findings : renderFindings(findings, 'text')).toBe('');
    },
  );
});

/** As renderers of Markdown make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-');
}
