import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';
import { protosIn } from '../testing/team-protos.ts';

const renumbered = ['int32 age = 3;', 'int32 age = 5;'] as const;
const unread = ['string notes = 4;', ''] as const;

/** Compares folders, with files beside them. */
function impact(
  edits: Parameters<typeof protosIn>[1][],
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CapturedRun> {
  const all = { ...protosIn('old'), ...protosIn('new', ...edits), ...files };
  return inFolder(all, (folder) => {
    const named = args.map((arg) => arg.replace('@', `${folder}/`));
    return runCaptured('impact', '--against', `${folder}/old`, '--proto', `${folder}/new`, ...named);
  });
}

function waiver(rule: string, expiry: string): string {
  return `waivers:
  - symbol: users.v1.User.age
    rule: ${rule}
    owner: team-pages
    reason: all are deployed at once
    expiry: ${expiry}
`;
}

describe('tributary impact', () => {
  it('has nothing to say where nothing changed', async () => {
    expect(await impact([], {})).toEqual({
      exitStatus: 0,
      output: '0 changes: 0 breaks, 0 behaves-differently, 0 latent, 0 additive; 0 waived, 0 waivers expired\n',
      errors: '',
    });
  });

  it('says what a change touches, in lines of at most 100 columns', async () => {
    const { exitStatus, output } = await impact([renumbered, unread], {});
    expect(exitStatus).toBe(100);
    expect(output).toMatch(
      /^breaks: field-renumbered users\.v1\.User\.age\n {2}\S+new\/users\.proto:10:9; 3, then 5; buf: /,
    );
    expect(output).toContain(`
  page.v1.PageService/GetPage reads it, and finds something else or nothing
    users.v1.User.age -> call "user" -> GetPageResponse.age
`);
    expect(output).toContain('Look breaking, and touch nobody: 1\n  field-removed users.v1.User.notes');
    expect(output).toMatch(/\n {2}page\.v1\.PageService\/GetPage: no order is safe\n/);
    expect(output).toMatch(
      /\n2 changes: 1 breaks, 0 behaves-differently, 1 latent, 0 additive; 0 waived, 0 waivers expired\n$/,
    );
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('fails for what only behaves differently where it is strict', async () => {
    const slower = ['(tributary.v1.composite) = {}', '(tributary.v1.composite) = { timeout: "1s" }'] as const;
    expect((await impact([slower], {})).exitStatus).toBe(0);
    expect((await impact([slower], {}, '--strict')).exitStatus).toBe(100);
  });

  it('lets a waiver pass until its day is over', async () => {
    const valid = await impact(
      [renumbered],
      { 'w.yaml': waiver('field-renumbered', '2999-12-31') },
      '--waivers',
      '@w.yaml',
    );
    expect([valid.exitStatus, valid.output]).toEqual([
      0,
      expect.stringContaining('waived until 2999-12-31 by team-pages: all are deployed at once'),
    ]);
    const over = await impact([], { 'w.yaml': waiver("'*'", '2020-01-01') }, '--waivers', '@w.yaml');
    expect([over.exitStatus, over.output]).toEqual([100, expect.stringContaining('Waivers whose day is over')]);
    const other = await impact(
      [renumbered],
      { 'w.yaml': waiver('field-removed', '2999-12-31') },
      '--waivers',
      '@w.yaml',
    );
    expect([other.exitStatus, other.output]).toEqual([100, expect.stringContaining('Waivers that nothing needs')]);
  });

  it('refuses waivers and usage that are not of their shape, and says where', async () => {
    const wrong = await impact(
      [],
      { 'w.yaml': 'waivers:\n  - { symbol: a.B, expiry: soon }\n' },
      '--waivers',
      '@w.yaml',
    );
    expect(wrong.exitStatus).toBe(1);
    expect(wrong.errors).toMatch(/w\.yaml: waivers\[0\]\.rule: /);
    expect(wrong.errors).toMatch(/w\.yaml: waivers\[0\]\.expiry: must be a day, as 2026-12-31\n/);
    expect(await impact([], {}, '--usage', '@none.json')).toMatchObject({
      exitStatus: 1,
      errors: expect.stringContaining('there is no such file'),
    });
    expect((await impact([], { 'u.json': '{' }, '--usage', '@u.json')).errors).toContain('u.json: is no JSON');
  });

  it('names the callers that asked for what is touched, and takes no evidence for none', async () => {
    const record = (caller: string, whole: number, fields: object): object => ({
      caller,
      method: 'page.v1.PageService/GetPage',
      whole,
      fields,
    });
    const usage = (records: readonly object[]): Record<string, string> => ({
      'u.json': JSON.stringify({ since: '2026-11-01T00:00:00Z', until: '2026-11-20T12:00:00Z', records }),
    });
    const records = [record('web', 7, {}), record('app', 0, { age: 3, name: 9 }), record('cron', 0, { name: 2 })];
    const touched = await impact([renumbered], usage(records), '--usage', '@u.json');
    expect(touched.output).toContain('callers: app (age 3 times); web (all 7 times)\n');
    const others = await impact([renumbered], usage([record('cron', 0, { name: 2 })]), '--usage', '@u.json');
    expect([others.exitStatus, others.output.replace(/\s+/g, ' ')]).toEqual([
      100,
      expect.stringContaining(
        '1 on record from 2026-11-01T00:00:00Z to 2026-11-20T12:00:00Z, and none of them asked for it, which is no proof that nobody does',
      ),
    ]);
    expect((await impact([renumbered], usage([]), '--usage', '@u.json')).output).toContain('callers: none on record');
  });

  it('prints for programs', async () => {
    const json = await impact([renumbered], {}, '--format', 'json');
    expect(JSON.parse(json.output)).toMatchObject({
      fails: true,
      changes: [
        { rule: 'field-renumbered', symbol: 'users.v1.User.age', verdict: 'breaks', buf_rules: expect.anything() },
      ],
      methods: [{ method: 'page.v1.PageService/GetPage', verdict: 'breaks', skew: { order: { kind: 'none' } } }],
    });
    const github = await impact([renumbered], {}, '--format', 'github');
    expect(github.output).toMatch(/^::error file=\S+new\/users\.proto,line=10,col=9,title=field-renumbered::breaks: /);
    const junit = await impact([renumbered], {}, '--format', 'junit');
    expect(junit.output).toContain('<testsuites tests="2" failures="1">');
    expect(junit.output).toContain('-&gt; call &quot;user&quot; -&gt;');
    const sarif = await impact([renumbered], {}, '--format', 'sarif');
    expect(JSON.parse(sarif.output)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { rules: [{ id: 'field-renumbered' }] } },
          results: [
            {
              ruleId: 'field-renumbered',
              level: 'error',
              locations: [{ physicalLocation: { region: { startLine: 10, startColumn: 9 } } }],
            },
          ],
        },
      ],
    });
  });

  describe('against a commit', () => {
    function git(folder: string, ...args: readonly string[]): void {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@localhost', '-c', 'commit.gpgsign=false'];
      execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'ignore' });
    }

    /** A repository with one commit, whose files are changed afterwards. */
    function inRepository(use: (folder: string) => Promise<void>): Promise<void> {
      return inFolder({ ...protosIn('deep/proto'), 'tributary.yaml': 'proto: deep/proto\n' }, async (folder) => {
        git(folder, 'init', '-q', '-b', 'trunk');
        git(folder, 'add', '.');
        git(folder, 'commit', '-q', '-m', 'first');
        for (const [name, text] of Object.entries(protosIn('deep/proto', renumbered))) {
          await writeFile(`${folder}/${name}`, text);
        }
        await use(folder);
      });
    }

    it('compares with the protos as a branch, tag or commit has them', async () => {
      await inRepository(async (folder) => {
        const { exitStatus, output } = await runCaptured(
          'impact',
          '--against',
          'HEAD',
          '--proto',
          `${folder}/deep/proto`,
        );
        expect([exitStatus, output]).toEqual([100, expect.stringContaining('field-renumbered users.v1.User.age')]);
        const configured = await runCaptured('impact', '--against', 'trunk', '-c', `${folder}/tributary.yaml`);
        expect([configured.exitStatus, configured.output]).toEqual([exitStatus, output]);
      });
    });

    it('refuses what is no ref, and says what to do', async () => {
      await inRepository(async (folder) => {
        const { exitStatus, errors } = await runCaptured(
          'impact',
          '--against',
          'main',
          '--proto',
          `${folder}/deep/proto`,
        );
        expect([exitStatus, errors]).toEqual([
          1,
          '--against main: there is no such folder, file, branch, tag or commit here; in a clone without history, fetch it first (git fetch --depth=1 origin main)\n',
        ]);
      });
      const nowhere = await impact([], {});
      expect(nowhere.exitStatus).toBe(0);
      await inFolder(protosIn('new'), async (folder) => {
        const { exitStatus, errors } = await runCaptured('impact', '--against', 'main', '--proto', `${folder}/new`);
        expect([exitStatus, errors]).toEqual([1, expect.stringContaining('is in no git repository')]);
      });
    });

    it('refuses what did not compile, with its place', async () => {
      await inRepository(async (folder) => {
        const [first] = Object.keys(protosIn('deep/proto'));
        await writeFile(`${folder}/${first ?? ''}`, 'message');
        git(folder, 'commit', '-q', '-a', '-m', 'broken');
        for (const [name, text] of Object.entries(protosIn('deep/proto'))) await writeFile(`${folder}/${name}`, text);
        const { exitStatus, errors } = await runCaptured(
          'impact',
          '--against',
          'HEAD',
          '--proto',
          `${folder}/deep/proto`,
        );
        expect([exitStatus, errors]).toEqual([
          1,
          expect.stringMatching(/does not compile\nHEAD:deep\/proto\/users\.proto:1:/),
        ]);
      });
    });
  });
});
