import type { ScenarioReport } from '../report/scenario-report.ts';
import type { FoundScenario } from './find-scenarios.ts';
import { loadScenario } from './load-scenario.ts';
import { runScenario } from './run-scenario.ts';

/** How scenarios are run. */
export interface RunScenariosOptions {
  /** Ends the run at the first case that fails. */
  readonly bail: boolean;
  /** How many scenarios run side by side; more than one blurs what is said about time. */
  readonly jobs: number;
  /** Told of each scenario when it has ended, in the order they were given. */
  readonly ended: (report: ScenarioReport) => void;
}

/** Runs scenarios. One that could not run does not keep the others from it. */
export async function runScenarios(
  scenarios: readonly FoundScenario[],
  { bail, jobs, ended }: RunScenariosOptions,
): Promise<readonly ScenarioReport[]> {
  const reports: (ScenarioReport | undefined)[] = [];
  const told: ScenarioReport[] = [];
  let next = 0;
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const index = next++;
      const found = scenarios[index];
      if (found === undefined) return;
      const report = await runOne(found, bail);
      reports[index] = report;
      for (let first = reports[told.length]; first !== undefined; first = reports[told.length]) {
        told.push(first);
        ended(first);
      }
      if (bail && (report.kind === 'unfit' || report.cases.some(({ failures }) => failures.length > 0))) isOver = true;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return told;
}

async function runOne({ name, file }: FoundScenario, bail: boolean): Promise<ScenarioReport> {
  try {
    const loaded = await loadScenario(file);
    if (loaded.kind === 'unfit') return { kind: 'unfit', name, file, problems: loaded.problems };
    return { kind: 'ran', name, file, cases: await runScenario(loaded, { bail }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'unfit', name, file, problems: message.split('\n') };
  }
}
