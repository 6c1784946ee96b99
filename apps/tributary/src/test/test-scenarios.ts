import {
  exitStatusOf,
  findScenarios,
  type FoundScenario,
  renderReportsAsJson,
  renderScenarioReport,
  renderTotals,
  runScenarios,
  totalsOf,
} from '@tributary/scenarios';
import { Refusal } from '../refusal.ts';

/** What `tributary test` is told. */
export interface TestOptions {
  readonly filter?: string;
  readonly bail?: true;
  readonly jobs: number;
  readonly format: 'text' | 'json';
}

/** Runs scenarios, and prints what comes of them. Yields the exit status. */
export async function testScenarios(
  paths: readonly string[],
  { filter, bail, jobs, format }: TestOptions,
): Promise<number> {
  const reports = await runScenarios(await selectScenarios(paths, filter), {
    bail: bail === true,
    jobs,
    ended: (report) => {
      if (format === 'text') console.log(renderScenarioReport(report));
    },
  });
  const totals = totalsOf(reports);
  console.log(format === 'json' ? renderReportsAsJson(reports, totals) : renderTotals(totals));
  return exitStatusOf(totals);
}

async function selectScenarios(paths: readonly string[], filter = ''): Promise<readonly FoundScenario[]> {
  const found = await findScenarios(paths);
  if (found.kind === 'none') throw new Refusal(found.message);
  const selected = found.scenarios.filter(({ name }) => name.includes(filter));
  if (selected.length === 0) throw new Refusal(`no scenario has "${filter}" in its name`);
  return selected;
}
