import type { ScenarioResults } from '../measure/scenario-results.ts';
import { figureOf, figures, spreadText } from './figures.ts';
import type { BenchReport, ContenderNames } from './bench-report.ts';
import { goalsOf } from './goals.ts';

/** A scenario's figures, for a terminal. */
export function scenarioTable(results: ScenarioResults, contenders: readonly ContenderNames[]): string {
  const columns = Object.values(figures);
  const rows = contenders.map(({ name, title }) => {
    const cell = results.cells[name];
    if (cell?.kind === 'empty') return [title, `— ${cell.reason}`];
    return [title, ...columns.map((figure) => spreadText(figureOf(cell, figure), figure.digits))];
  });
  return `\n${results.title}\n${aligned([['', ...columns.map(({ title }) => title)], ...rows])}`;
}

/** What was to be shown, for a terminal. */
export function goalsText(report: BenchReport): string {
  const rows = goalsOf(report).map(({ what, measured, atMost, digits }) => [
    what,
    measured === undefined ? '—' : measured.toFixed(digits),
    `at most ${atMost}`,
  ]);
  return `\n${aligned(rows)}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    // A reason takes the rest of the line.
    if (row.length === 2) continue;
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  }
  return rows
    .map(
      (row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd() + '\n',
    )
    .join('');
}
