import type { ScenarioReport } from '../report/scenario-report.ts';
import type { FoundScenario } from './find-scenarios.ts';
import { type LoadedScenario, loadScenario } from './load-scenario.ts';
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

/** So many scenarios are loaded at once, before the first of them runs: that is work for all cores. */
const loadedAtOnce = 4;

/** Runs scenarios. One that could not run does not keep the others from it. */
export async function runScenarios(
  scenarios: readonly FoundScenario[],
  { bail, jobs, ended }: RunScenariosOptions,
): Promise<readonly ScenarioReport[]> {
  const reports: (ScenarioReport | undefined)[] = [];
  const told: ScenarioReport[] = [];
  // Nothing is loaded while a scenario runs, where none runs beside it: it would blur what is said about time.
  const loading = new Map<number, Promise<LoadedScenario>>();
  const load = async (index: number, file: string): Promise<LoadedScenario> => {
    if (!loading.has(index)) {
      scenarios.slice(index, index + loadedAtOnce).forEach((each, i) => loading.set(index + i, loadCaught(each.file)));
    }
    const loaded = loading.get(index) ?? loadCaught(file);
    await Promise.all(loading.values());
    loading.delete(index);
    return loaded;
  };
  let next = 0;
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const index = next++;
      const found = scenarios[index];
      if (found === undefined) return;
      const report = await runOne(found, await load(index, found.file), bail);
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

async function runOne({ name, file }: FoundScenario, loaded: LoadedScenario, bail: boolean): Promise<ScenarioReport> {
  if (loaded.kind === 'unfit') return { kind: 'unfit', name, file, problems: loaded.problems };
  try {
    return { kind: 'ran', name, file, cases: await runScenario(loaded, { bail }) };
  } catch (error) {
    return { kind: 'unfit', name, file, problems: problemsOf(error) };
  }
}

function loadCaught(file: string): Promise<LoadedScenario> {
  return loadScenario(file).catch((error: unknown) => ({ kind: 'unfit', problems: problemsOf(error) }));
}

function problemsOf(error: unknown): readonly string[] {
  return (error instanceof Error ? error.message : String(error)).split('\n');
}
