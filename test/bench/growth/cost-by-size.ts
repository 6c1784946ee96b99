import type { RunningContender } from '../contenders/contender.ts';
import { type Instruments, measurePeak, type Requests, warmUp } from '../measure/measure-round.ts';
import { requestTemplate } from '../measure/request-template.ts';
import { verify } from '../measure/verify.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Contracts } from '../shop/contracts.ts';
import type { GrowthPoint } from './growth-results.ts';

/** Requests of some size. */
export interface Sized {
  readonly size: number;
  readonly scenario: Pick<Scenario, 'concurrency' | 'keys' | 'warmKeys'>;
  readonly requests: Requests;
}

/** A scenario as requests of a size: its elements, or the bytes of its answer. */
export async function sizedBy(
  by: 'elements' | 'bytes',
  elements: number,
  scenario: Scenario,
  running: RunningContender,
  contracts: Contracts,
): Promise<Sized> {
  const target = running.target(scenario);
  const answerLength = await verify(scenario, target, contracts);
  const requests: Requests = {
    target,
    ...requestTemplate(scenario, target, contracts),
    answerLength,
    keys: scenario.keys,
  };
  return { size: by === 'bytes' ? answerLength : elements, scenario, requests };
}

/** What requests cost by their size, all of them to one process: in each round every size. */
export async function costBySize(
  pid: number,
  sizes: readonly Sized[],
  instruments: Instruments,
): Promise<GrowthPoint[]> {
  // They run the same code, so what one warms the others need not.
  const durations = { ...instruments.durations, warmUpMs: 1000, warmUpRequests: 1000 };
  for (const { scenario, requests } of sizes) await warmUp(scenario, requests, { ...instruments, durations });
  const costs = new Map<number, number[]>(sizes.map(({ size }) => [size, []]));
  for (let round = 0; round < instruments.durations.rounds; round++) {
    for (const { size, scenario, requests } of sizes) {
      const { cpuUsPerRequest } = await measurePeak(scenario, pid, requests, instruments);
      costs.get(size)?.push(cpuUsPerRequest);
    }
  }
  return [...costs].map(([size, cpuUsPerRequest]) => ({ size, cpuUsPerRequest }));
}
