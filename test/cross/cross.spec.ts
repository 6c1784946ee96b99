import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CaseReport, loadScenario, runScenario } from '@tributary/scenarios';
import { combinations, nameOf, outcomesOf } from './combination.ts';
import { composition } from './composition.ts';
import { scenarioFile } from './scenario-file.ts';

// {ok, error, NOT_FOUND, cancelled, absent, timeout, malformed, missing} x {required, optional, fallback, elements left
// out} x {field, element, batch, let, message in place}, on real sockets: what the rules say, and what the caller sees.

let folder: string;
let reports: ReadonlyMap<string, CaseReport>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cross-'));
  await writeFile(join(folder, 'cross.proto'), composition());
  await writeFile(join(folder, 'scenario.yaml'), scenarioFile());
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  if (loaded.kind === 'unfit') throw new Error(loaded.problems.join('\n'));
  const cases = await runScenario(loaded, { bail: false });
  reports = new Map(cases.map((report) => [report.name, report]));
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(combinations.map((each) => [nameOf(each), each] as const))('%s', (name, combination) => {
  it.each(outcomesOf(combination).map((outcome) => [outcome]))('%s', (outcome) => {
    expect(reports.get(`${name} ${outcome}`)?.failures).toEqual([]);
    expect(reports.get(`${name} ${outcome}, outside the mask`)?.failures).toEqual([]);
  });
});
