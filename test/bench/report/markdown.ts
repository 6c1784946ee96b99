import type { ScenarioResults } from '../measure/scenario-results.ts';
import { spreadOf } from '../measure/spread.ts';
import type { BenchReport } from './bench-report.ts';
import { cpuRatio, type Figure, figureOf, figures, spreadText } from './figures.ts';
import { type Goal, goalsOf } from './goals.ts';
import type { GrowthPoint, GrowthResults } from '../growth/growth-results.ts';

/** The figures of a bench as the part of `docs/reference/performance.md` that is made by it. */
export function markdownOf(report: BenchReport): string {
  const parts = [
    circumstances(report),
    '### What it must show',
    goalsTable(goalsOf(report)),
    ...Object.values(figures).flatMap((figure) => [`### ${headline(figure)}`, figureTable(report, figure)]),
    '### CPU per request, as a share of the others',
    'Tributary’s, over that of each; from pairs of the same round.',
    ratioTable(report),
    ...notes(report),
    ...(report.growth === undefined ? [] : growthParts(report.growth)),
    ...report.cache.flatMap(({ script, figures: told }) => [`### Cache: \`${script}\``, ...cacheTables(told)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headline({ title }: Figure): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function circumstances({ date, command, tookSeconds, rounds, machine }: BenchReport): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `\`${command}\` on ${date}, in ${Math.round(tookSeconds)} s: ${machine.processor}, ${machine.cores} cores, `,
    `${machine.memoryGib} GiB, ${machine.system}, load ${machine.loadBefore} before it began; ${rounds} round`,
    rounds === 1 ? '' : 's',
    ` (median, and in parentheses the least and the most). Versions: ${versions.join(', ')}.`,
  ].join('');
}

function goalsTable(goals: readonly Goal[]): string {
  return table(
    ['what', 'measured', 'at most', ''],
    goals.map(({ what, measured, atMost, aim, digits }) => [
      what,
      measured === undefined ? '—' : measured.toFixed(digits),
      aim === undefined ? String(atMost) : `${atMost}, aim ${aim}`,
      measured === undefined ? '' : measured <= atMost + 10 ** -digits / 2 ? 'held' : 'not held',
    ]),
  );
}

function figureTable({ contenders, scenarios }: BenchReport, figure: Figure): string {
  return table(
    ['', ...contenders.map(({ title }) => title)],
    scenarios.map((results) => [
      rowTitle(results, figure),
      ...contenders.map(({ name }) => spreadText(figureOf(results.cells[name], figure), figure.digits)),
    ]),
  );
}

function rowTitle({ title, ratePerSecond, concurrency }: ScenarioResults, figure: Figure): string {
  if (figure === figures.p50 || figure === figures.p99) return `${title}, ${ratePerSecond}/s`;
  if (figure === figures.throughput) return `${title}, ${concurrency} in flight`;
  return title;
}

function ratioTable({ contenders, scenarios }: BenchReport): string {
  const others = contenders.filter(({ name }) => name !== 'tributary');
  return table(
    ['', ...others.map(({ title }) => title)],
    scenarios.map((results) => [results.title, ...others.map(({ name }) => spreadText(cpuRatio(results, name), 2))]),
  );
}

/** Why cells are empty, and where requests failed. */
function notes({ contenders, scenarios }: BenchReport): string[] {
  const lines = scenarios.flatMap(({ title, cells }) =>
    contenders.flatMap(({ name, title: who }) => {
      const cell = cells[name];
      if (cell === undefined) return [];
      if (cell.kind === 'empty') return [`- ${title}, ${who}: nothing, as it ${cell.reason}`];
      const failed = spreadOf(cell.rounds.map(({ failedShare }) => failedShare))?.most ?? 0;
      const behind = cell.rounds.some(({ p50Ms }) => p50Ms === undefined);
      return [
        ...(failed > 0 ? [`- ${title}, ${who}: up to ${(failed * 100).toFixed(1)} % of the requests failed`] : []),
        ...(behind ? [`- ${title}, ${who}: did not keep up with the fixed rate in every round`] : []),
      ];
    }),
  );
  return lines.length === 0 ? [] : ['### Empty cells, and failures', lines.join('\n')];
}

function growthParts(growth: GrowthResults): string[] {
  const { listLength, replySize, planSize, checkMs, serveMs, idleRssBytes, listLatency } = growth;
  const seconds = (values: readonly number[]): string => spreadText(spreadOf(values.map((ms) => ms / 1000)), 2);
  return [
    '### Growth',
    growthTable('elements of the list', listLength),
    growthTable('bytes of the answer', replySize),
    growthTable('calls of the plan', planSize),
    [
      `100 methods over 50 services: \`tributary check\` takes ${seconds(checkMs)} s, its start included, and`,
      `\`tributary serve\` listens after ${seconds(serveMs)} s. An idle \`tributary serve\` takes`,
      `${(idleRssBytes / 1e6).toFixed(0)} MB. With upstreams that take ${listLatency.upstreamMs} ms, one call takes`,
      `${spreadText(spreadOf(listLatency.callP50Ms), 1)} ms and the list of 50, two calls one after the other,`,
      `${spreadText(spreadOf(listLatency.listP50Ms), 1)} ms (p50).`,
    ].join(' '),
  ];
}

function growthTable(what: string, points: readonly GrowthPoint[]): string {
  return table(
    [what, 'CPU per request, µs', 'for each more than in the row before, ns'],
    points.map(({ size, cpuUsPerRequest }, index) => {
      const before = points[index - 1];
      const further =
        before === undefined
          ? undefined
          : spreadOf(
              cpuUsPerRequest.map(
                (cost, round) => ((cost - (before.cpuUsPerRequest[round] ?? Number.NaN)) * 1000) / (size - before.size),
              ),
            );
      return [
        size.toLocaleString('en'),
        spreadText(spreadOf(cpuUsPerRequest), 0),
        before === undefined ? '' : spreadText(further, 1),
      ];
    }),
  );
}

/** What a script told: its lists as tables, and what is said once in front of them. */
function cacheTables(told: unknown): string[] {
  if (typeof told !== 'object' || told === null) return [String(told)];
  const entries = Object.entries(told as Readonly<Record<string, unknown>>);
  const once = entries
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}: ${String(value)}`);
  const lists = entries.flatMap(([, value]) => (Array.isArray(value) ? [value as readonly object[]] : []));
  const tables = lists.map((rows) => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cell = (row: object, name: string): string => {
      const value = (row as Readonly<Record<string, unknown>>)[name];
      return typeof value === 'number'
        ? value.toLocaleString('en')
        : value === undefined
          ? ''
          : JSON.stringify(value).replaceAll('"', '');
    };
    return table(
      names,
      rows.map((row) => names.map((name) => cell(row, name))),
    );
  });
  return [...(once.length === 0 ? [] : [once.join(', ')]), ...tables];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
