import type { GrowthPoint } from '../growth/growth-results.ts';
import { type Spread, spreadOf } from '../measure/spread.ts';

/** What each further element or byte costs between two sizes. */
export interface MarginalCost {
  readonly from: number;
  readonly to: number;
  /** Nanoseconds of CPU. */
  readonly ns: Spread | undefined;
}

/** Between neighbours among some of the sizes, by their place in the range: a step has to be wide enough to be seen. */
export function marginalCosts(points: readonly GrowthPoint[], places: readonly number[]): MarginalCost[] {
  const chosen = places.flatMap((place) => points[place] ?? []);
  return chosen.slice(1).flatMap((upper, index) => {
    const lower = chosen[index];
    if (lower === undefined) return [];
    const costs = upper.cpuUsPerRequest.map(
      (cost, round) => ((cost - (lower.cpuUsPerRequest[round] ?? Number.NaN)) * 1000) / (upper.size - lower.size),
    );
    return [{ from: lower.size, to: upper.size, ns: spreadOf(costs) }];
  });
}

/** How much more the last step of a range costs than the first. */
export function steepening(costs: readonly MarginalCost[]): number | undefined {
  const first = costs[0]?.ns;
  const last = costs.at(-1)?.ns;
  return first === undefined || last === undefined ? undefined : last.median / first.median;
}

/** The cost of the largest as a multiple of that of the smallest, round by round. */
export function multiple(points: readonly GrowthPoint[]): Spread | undefined {
  const [smallest] = points;
  const largest = points.at(-1);
  if (smallest === undefined || largest === undefined) return undefined;
  return spreadOf(largest.cpuUsPerRequest.map((cost, round) => cost / (smallest.cpuUsPerRequest[round] ?? Number.NaN)));
}
