import type { Failure } from '../judge/failure.ts';

/** What running a scenario came to. */
export type ScenarioReport =
  | { readonly kind: 'ran'; readonly name: string; readonly file: string; readonly cases: readonly CaseReport[] }
  | {
      readonly kind: 'unfit';
      readonly name: string;
      readonly file: string;
      /** Why it could not run, for people. */
      readonly problems: readonly string[];
    };

/** What a case came to. It passed where there is no failure. */
export interface CaseReport {
  readonly name: string;
  readonly durationMs: number;
  readonly failures: readonly Failure[];
}

/** Counts over all scenarios of a run. */
export interface Totals {
  /** Cases. */
  readonly passed: number;
  /** Cases. */
  readonly failed: number;
  /** Scenarios that could not run. */
  readonly unfit: number;
}

/** Adds up what scenarios came to. */
export function totalsOf(reports: readonly ScenarioReport[]): Totals {
  const cases = reports.flatMap((report) => (report.kind === 'ran' ? report.cases : []));
  const passed = cases.filter(({ failures }) => failures.length === 0).length;
  return {
    passed,
    failed: cases.length - passed,
    unfit: reports.filter(({ kind }) => kind === 'unfit').length,
  };
}

/** The exit status of a run: 1 where a scenario could not run, else 100 where a case failed, else 0. */
export function exitStatusOf({ failed, unfit }: Totals): 0 | 1 | 100 {
  if (unfit > 0) return 1;
  return failed > 0 ? 100 : 0;
}
