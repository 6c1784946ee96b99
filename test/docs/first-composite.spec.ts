import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readCompositions, renderFindings } from '@tributary/language';
import { compileProtos } from '@tributary/nestjs';
import { explainMethod, planCompositions, renderExplanationAsText } from '@tributary/plan';
import { findScenarios, runScenarios } from '@tributary/scenarios';
import { codeBlocks } from './examples.ts';

const example = fileURLToPath(new URL('../../examples/day-out/', import.meta.url));
const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const guides = new URL('../../docs/guides/', import.meta.url);
const guide = await readFile(new URL('first-composite.md', guides), 'utf8');
const blocks = codeBlocks(guide);

async function readExample(folder = example) {
  const protos = await compileProtos(join(folder, 'proto'));
  if (protos.kind === 'failed') throw new Error(JSON.stringify(protos.problems));
  return readCompositions({ descriptors: protos.descriptors, text: protos.text });
}

describe('the guide to a first composite', () => {
  it('shows the files of the example as they are', async () => {
    const shown = blocks.flatMap(({ text }) => {
      const [, file, content] = /^(?:\/\/|#) ([\w/]+\.(?:proto|yaml))\n([\s\S]*)$/.exec(text) ?? [];
      return file === undefined || content === undefined ? [] : [{ file, content }];
    });
    expect(shown.map(({ file }) => file)).toEqual(['proto/dayout/v1/day_out.proto', 'tributary.yaml', 'scenario.yaml']);
    for (const { file, content } of shown) {
      expect({ file, content }).toEqual({ file, content: (await readFile(join(example, file), 'utf8')).trimEnd() });
    }
  });

  it('shows the finding as it is printed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-guide-'));
    try {
      await cp(example, folder, { recursive: true });
      const file = join(folder, 'proto/dayout/v1/day_out.proto');
      await writeFile(file, (await readFile(file, 'utf8')).replace('place.city', 'place.town'));
      const { findings } = await readExample(folder);
      expect(guide).toContain(`\n${renderFindings(findings, 'text', { root: 'proto/' })}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('shows what is explained', async () => {
    const { compositions, findings } = await readExample();
    expect(findings).toEqual([]);
    const [plan] = planCompositions(compositions);
    if (plan === undefined) throw new Error('there is no composition');
    const text = renderExplanationAsText(explainMethod(plan));
    expect(guide).toContain(`\n${text.slice(text.indexOf('While an upstream')).trimEnd()}\n`);
  });
});

describe('the examples', () => {
  it('do what their scenarios say', async () => {
    const found = await findScenarios([examples]);
    if (found.kind === 'none') throw new Error(found.message);
    expect(found.scenarios.length).toBeGreaterThan(1);
    const reports = await runScenarios(found.scenarios, { bail: false, jobs: 1, ended: () => undefined });
    for (const report of reports) expect(report).toMatchObject({ kind: 'ran' });
    const failures = reports.flatMap((report) =>
      report.kind === 'ran' ? report.cases.flatMap((each) => each.failures) : [],
    );
    expect(failures).toEqual([]);
  });
});

describe('the guide to checking beside an editor', () => {
  const pattern = async (name: string): Promise<RegExp> => {
    const page = await readFile(new URL('check-while-you-type.md', guides), 'utf8');
    const json = codeBlocks(page).find(({ language }) => language === 'json')?.text ?? '';
    const found = new RegExp(`"${name}": (".*")`).exec(json);
    if (found === null) throw new Error(`the page has no ${name}`);
    return new RegExp(JSON.parse(found[1] ?? '') as string);
  };

  it('has a pattern that reads findings, and nothing else', async () => {
    const finding = await pattern('regexp');
    const [line, ...rest] = [
      'proto/a.proto:39:70: error[unknown-name]: places.v1.Place has no field "town"',
      ` 39 |   string title = 3 [(tributary.v1.from).value = "'a:1:2: ' + place.town"];`,
      '    |                                                                ^^^^',
      '    = places.v1.Place has: zip',
      'tributary check: started',
      'tributary check: 1 errors, 0 warnings; watching for changes',
    ];
    expect(finding.exec(line)?.slice(1)).toEqual([
      'proto/a.proto',
      '39',
      '70',
      'error',
      'unknown-name',
      'places.v1.Place has no field "town"',
    ]);
    expect(rest.filter((each) => finding.test(each))).toEqual([]);
    expect(finding.exec("proto/a.proto:1:9: syntax error: unexpected ';'")?.slice(1, 4)).toEqual([
      'proto/a.proto',
      '1',
      '9',
    ]);
    expect(finding.exec('tributary.yaml:2: listen: must be HOST:PORT')?.slice(1, 4)).toEqual([
      'tributary.yaml',
      '2',
      undefined,
    ]);
  });

  it('knows where a check begins and ends', async () => {
    expect('tributary check: started').toMatch(await pattern('beginsPattern'));
    const ends = await pattern('endsPattern');
    expect('tributary check: 1 errors, 0 warnings; watching for changes').toMatch(ends);
    expect('tributary check: not everything can be read; watching for changes').toMatch(ends);
  });
});
