import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { lintContracts, lintRules } from '@tributary/contracts';
import { renderFindings, type ShownFinding } from '@tributary/language';
import { compileProtos } from '@tributary/nestjs';
import { codeBlocks, readPage } from './examples.ts';

let page = '';

beforeAll(async () => {
  page = await readPage('lint-rules.md');
});

function sectionOf(rule: string): string {
  return page.split(/^## /m).find((section) => section.startsWith(`\`${rule}\`\n`)) ?? '';
}

async function lint(folder: string): Promise<readonly ShownFinding[]> {
  const protos = await compileProtos(folder);
  if (protos.kind === 'failed') throw new Error(protos.problems.map(({ message }) => message).join('\n'));
  return lintContracts(protos);
}

async function lintExample(example: string): Promise<readonly ShownFinding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-lint-'));
  try {
    // In one line with the example's first, so that lines keep their numbers.
    await writeFile(join(folder, 'page.proto'), `syntax = "proto3"; package films.v1; ${example}\n`);
    return await lint(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the page of the rules of lint', () => {
  it('has each rule once, in order, with what breaks it and why it is one', () => {
    const headings = [...page.matchAll(/^## `(.*)`$/gm)].map(([, rule]) => rule);
    expect(headings).toEqual(lintRules.map(({ id }) => id));
    const rows = [...page.matchAll(/^\| \[`(.*?)`\]\(#.*?\)\s*\| (.*?)\s*\|$/gm)].map(([, ...row]) => row);
    expect(rows).toEqual(lintRules.map(({ id, summary }) => [id, summary]));
    for (const { id, why } of lintRules) expect(sectionOf(id)).toContain(why);
  });

  it.each(lintRules.map(({ id }) => id))('breaks %s, and shows what is printed', async (rule) => {
    const blocks = codeBlocks(sectionOf(rule));
    const [example] = blocks.filter(({ language }) => language === 'proto');
    const [printed] = blocks.filter(({ language }) => language === 'text');
    const findings = await lintExample(example?.text ?? '');
    expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([rule]);
    expect(renderFindings(findings, 'text')).toBe(printed?.text);
  });
});

describe('contracts that are shown', () => {
  it.each(['proto', 'examples/two-versions/proto'])('keep the rules: %s', async (folder) => {
    const findings = await lint(fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
    expect(renderFindings(findings, 'text')).toBe('');
  });
});

describe('rules', () => {
  const method = (comment: string, name = 'GetFilm'): string => `service FilmService {
  ${comment.split('\n').join('\n  ')}
  rpc ${name}(FilmRequest) returns (FilmResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message FilmRequest { string id = 1; }
message FilmResponse { repeated string titles = 1; }`;
  const saying = async (example: string): Promise<string[]> =>
    (await lintExample(example)).map(({ rule, message }) => `${rule}: ${message}`);

  it('take lists of errors in the forms that people write', async () => {
    expect(await saying(method('// Errors: none.'))).toEqual([]);
    expect(
      await saying(
        method(
          '// Errors:\n//\n// * NOT_FOUND FILM_NOT_FOUND\n//   which goes on\n// - ABORTED TRY_AGAIN: x\n//\n// - no',
        ),
      ),
    ).toEqual([]);
    expect(await saying(method('// Errors:\n// - Not found'))).toEqual([
      'error-reason: "Not found" has no status code',
    ]);
  });

  it('are turned off by a comment that gives a reason, and by no other', async () => {
    const off = (line: string) => saying(method(`// tributary:lint:ignore ${line}`));
    expect(await off('errors-listed: nobody calls it')).toEqual([]);
    expect(await off('errors-listed')).toEqual(['ignore: errors-listed is ignored without a reason']);
    expect(await off('errors: x')).toEqual([
      expect.stringContaining('errors-listed: '),
      'ignore: there is no rule "errors" to be ignored',
    ]);
    expect(await off('errors-listed: x\n// tributary:lint:ignore pages: x')).toEqual([
      'ignore: pages is ignored, and is kept here',
    ]);
  });

  it('ask no pages of what has no list of messages', async () => {
    expect(await saying(method('// Errors: none', 'ListFilms'))).toEqual([]);
  });
});
