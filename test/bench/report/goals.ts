import { figureOf, figures, cpuRatio } from './figures.ts';
import type { BenchReport } from './bench-report.ts';
import { marginalCosts, multiple, steepening } from './growth-figures.ts';
import { spreadOf } from '../measure/spread.ts';

/** Something that the bench has to show. */
export interface Goal {
  readonly what: string;
  /** Undefined where it was not measured. */
  readonly measured: number | undefined;
  readonly atMost: number;
  /** What is aimed at, where that is less. */
  readonly aim?: number;
  readonly digits: number;
}

/** Sizes among those measured between which marginal costs are compared: a tenth, the middle, the whole of the range. */
export const comparedListLengths = [0, 2, 4];
export const comparedReplySizes = [0, 2, 3];

/** All of them, with what was measured. */
export function goalsOf(report: BenchReport): Goal[] {
  const scenario = (name: string) => report.scenarios.find((results) => results.name === name);
  const ratio = (name: string, other: string): number | undefined => {
    const results = scenario(name);
    return results === undefined ? undefined : cpuRatio(results, other)?.median;
  };
  const againstGateway = report.scenarios.flatMap((results) => cpuRatio(results, 'hive-gateway')?.median ?? []);
  const listCalls = figureOf(scenario('list')?.cells['tributary'], figures.calls)?.median;
  const { growth } = report;
  const latency = growth?.listLatency;
  const latencies = latency?.listP50Ms.map((list, round) => list / (latency.callP50Ms[round] ?? Number.NaN)) ?? [];
  return [
    {
      what: "3 parallel calls: CPU, of the hand-written aggregator's",
      measured: ratio('parallel', 'aggregator'),
      atMost: 0.75,
      aim: 0.55,
      digits: 2,
    },
    { what: "3 parallel calls: CPU, of bare grpc-js's", measured: ratio('parallel', 'grpc-js'), atMost: 1, digits: 2 },
    {
      what: "all hits: CPU, of the hand-written aggregator's with its own cache",
      measured: ratio('hits', 'aggregator'),
      atMost: 0.65,
      aim: 0.5,
      digits: 2,
    },
    {
      what: "the scenario that is worst against Hive Gateway: CPU, of the gateway's",
      measured: againstGateway.length === 0 ? undefined : Math.max(...againstGateway),
      atMost: 0.2,
      digits: 3,
    },
    { what: 'a list of 50: upstream calls', measured: listCalls, atMost: 2, digits: 2 },
    {
      what: 'a list of 50: latency, as a multiple of one call to the same upstream',
      measured: spreadOf(latencies)?.median,
      atMost: 2.2,
      digits: 2,
    },
    {
      what: 'lists of 10 to 1,000: cost of a further element at the end, as a multiple of the beginning',
      measured: growth === undefined ? undefined : steepening(marginalCosts(growth.listLength, comparedListLengths)),
      atMost: 1.25,
      digits: 2,
    },
    {
      what: 'replies of 1 KB to 1 MB: cost of a further byte at the end, as a multiple of the beginning',
      measured: growth === undefined ? undefined : steepening(marginalCosts(growth.replySize, comparedReplySizes)),
      atMost: 1.25,
      digits: 2,
    },
    {
      what: 'a plan of 30 calls: CPU, as a multiple of a plan of 3',
      measured: growth === undefined ? undefined : multiple(growth.planSize)?.median,
      atMost: 11,
      digits: 1,
    },
    {
      what: '100 methods over 50 services: seconds to load and check, from the start of `tributary check`',
      measured: growth === undefined ? undefined : (spreadOf(growth.checkMs)?.median ?? Number.NaN) / 1000,
      atMost: 2,
      digits: 2,
    },
    {
      what: 'RSS of an idle `tributary serve`, MB',
      measured: growth === undefined ? undefined : growth.idleRssBytes / 1e6,
      atMost: 120,
      digits: 0,
    },
  ];
}
