import type { Failure } from '../judge/failure.ts';
import type { CaseReport, ScenarioReport, Totals } from './scenario-report.ts';

/** A scenario's report as lines for people: one per case, and below it what was otherwise. */
export function renderScenarioReport(report: ScenarioReport): string {
  if (report.kind === 'unfit') {
    return [`could not run  ${report.name}`, ...report.problems.map((line) => indented(line, '    '))].join('\n');
  }
  return report.cases.map((each) => renderCase(report.name, each)).join('\n');
}

function renderCase(scenario: string, { name, durationMs, failures }: CaseReport): string {
  const outcome = failures.length === 0 ? 'ok' : 'not ok';
  const line = `${outcome}  ${scenario}: ${name} (${String(Math.round(durationMs))} ms)`;
  return [line, ...failures.map(renderFailure)].join('\n');
}

function renderFailure({ about, message, expected, actual }: Failure): string {
  return [
    indented(`${about}: ${message}`, '    '),
    ...(expected === undefined ? [] : [labelled('expected', expected)]),
    ...(actual === undefined ? [] : [labelled('actual', actual)]),
  ].join('\n');
}

function labelled(label: string, text: string): string {
  return text.includes('\n')
    ? `      ${label}:\n${indented(text, '        ')}`
    : `      ${`${label}:`.padEnd(10)}${text}`;
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => `${by}${line}`.trimEnd())
    .join('\n');
}

/** The closing lines of a run: last `N passed, N failed`. */
export function renderTotals({ passed, failed, unfit }: Totals): string {
  const counts = `${String(passed)} passed, ${String(failed)} failed`;
  return unfit === 0 ? counts : `${String(unfit)} ${unfit === 1 ? 'scenario' : 'scenarios'} could not run\n${counts}`;
}

/** A whole run as JSON, for programs. */
export function renderReportsAsJson(reports: readonly ScenarioReport[], totals: Totals): string {
  const scenarios = reports.map((report) =>
    report.kind === 'unfit'
      ? { name: report.name, file: report.file, ran: false, problems: report.problems }
      : {
          name: report.name,
          file: report.file,
          ran: true,
          cases: report.cases.map(({ name, durationMs, failures }) => ({
            name,
            passed: failures.length === 0,
            durationMs: Math.round(durationMs),
            failures,
          })),
        },
  );
  return JSON.stringify(
    { scenarios, passed: totals.passed, failed: totals.failed, couldNotRun: totals.unfit },
    null,
    2,
  );
}
