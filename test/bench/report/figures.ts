import type { Cell, Round, ScenarioResults } from '../measure/scenario-results.ts';
import { type Spread, spreadOf } from '../measure/spread.ts';

/** A figure of the contenders in a scenario. */
export interface Figure {
  readonly title: string;
  of(round: Round): number | undefined;
  readonly digits: number;
}

/** In the order of the tables. */
export const figures = {
  cpu: { title: 'CPU per request, µs', of: (round) => round.cpuUsPerRequest, digits: 0 },
  throughput: { title: 'peak throughput, requests/s', of: (round) => round.throughput, digits: 0 },
  p50: { title: 'p50, ms', of: (round) => round.p50Ms, digits: 2 },
  p99: { title: 'p99, ms', of: (round) => round.p99Ms, digits: 1 },
  calls: { title: 'upstream calls per request', of: (round) => round.callsPerRequest, digits: 2 },
  rss: { title: 'RSS, MB', of: (round) => round.rssBytes / 1e6, digits: 0 },
} as const satisfies Readonly<Record<string, Figure>>;

/** A figure over the rounds; undefined where there is none. */
export function figureOf(cell: Cell | undefined, figure: Figure): Spread | undefined {
  if (cell?.kind !== 'measured') return undefined;
  return spreadOf(cell.rounds.flatMap((round) => figure.of(round) ?? []));
}

/**
 * Tributary's CPU per request as a share of another's, from pairs of the same round: what a machine does meanwhile
 * happens to both.
 */
export function cpuRatio({ cells }: ScenarioResults, other: string): Spread | undefined {
  const [ours, theirs] = [cells['tributary'], cells[other]];
  if (ours?.kind !== 'measured' || theirs?.kind !== 'measured') return undefined;
  const ratios = ours.rounds.flatMap(({ cpuUsPerRequest }, index) => {
    const round = theirs.rounds[index];
    return round === undefined ? [] : cpuUsPerRequest / round.cpuUsPerRequest;
  });
  return spreadOf(ratios);
}

/** A figure as text: the median, and the least and the most where there were several rounds that differ. */
export function spreadText(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return '—';
  const [median, least, most] = [spread.median, spread.least, spread.most].map((value) => value.toFixed(digits));
  if (least === most) return median ?? '';
  return `${median ?? ''} (${least ?? ''}–${most ?? ''})`;
}
