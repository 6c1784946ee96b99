import { beforeAll, describe, expect, it } from '@jest/globals';
import { planDifferenceKinds, verdicts } from '@tributary/contracts';
import { readPage } from './examples.ts';

let page = '';

beforeAll(async () => {
  page = await readPage('impact.md');
});

/** The first cells of the table of a section. */
function rowsOf(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([\w-]+)`\s*\|/gm)].map(([, cell]) => cell ?? '');
}

describe('the page of impact', () => {
  it('has each verdict once, the worst first', () => {
    expect(rowsOf('Verdicts')).toEqual(verdicts);
  });

  it('has each difference of plans once', () => {
    expect(rowsOf('Differences of plans')).toEqual(planDifferenceKinds);
  });
});
