import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { pagesTarget } from '../contenders/contender.ts';
import { serve, tributary } from '../contenders/tributary.ts';
import type { Load } from '../load/load.ts';
import { protos } from '../places.ts';
import type { Instruments } from '../measure/measure-round.ts';
import { usageOf } from '../measure/process-usage.ts';
import { requestTemplate } from '../measure/request-template.ts';
import { ratedProducts, reportOf } from '../scenarios/scenarios.ts';
import type { Contracts } from '../shop/contracts.ts';
import { keyMark, templateOf } from '../shop/template.ts';
import { costBySize, type Sized, sizedBy } from './cost-by-size.ts';
import { planOfCalls } from './generated-composites.ts';
import type { GrowthPoint, GrowthResults } from './growth-results.ts';
import { measureLoading } from './loading.ts';

const listLengths = [10, 32, 100, 316, 1000];
/** Of reports of 1 KB to 1 MB. */
const lineCounts = [2, 70, 720, 7400];
const planSizes = [3, 30];
/** How long an idle process is left alone, at least, before its memory is read. */
const idleMs = 20_000;
/** What upstreams take where a list is compared with one call: long enough for calls to be what takes time. */
const upstreamMs = 10;

/** How Tributary's costs grow with what it is asked. */
export async function measureGrowth(contracts: Contracts, instruments: Instruments): Promise<GrowthResults> {
  const { addresses } = instruments.upstreams;
  const idle = await serve(protos, addresses);
  const idleSinceMs = performance.now();
  const running = await serve(protos, addresses);
  try {
    const lists: Sized[] = [];
    for (const length of listLengths) {
      lists.push(await sizedBy('elements', length, { ...ratedProducts(length), concurrency: 8 }, running, contracts));
    }
    const reports: Sized[] = [];
    for (const lineCount of lineCounts) {
      reports.push(await sizedBy('bytes', lineCount, reportOf(lineCount), running, contracts));
    }
    const listLength = await costBySize(running.pid, lists, instruments);
    const replySize = await costBySize(running.pid, reports, instruments);
    const planSize = await measurePlans(contracts, instruments);
    const loading = await measureLoading(instruments.durations.rounds);
    const listLatency = await measureListLatency(contracts, instruments);
    await wait(Math.max(0, idleMs - (performance.now() - idleSinceMs)));
    return { listLength, replySize, planSize, ...loading, listLatency, idleRssBytes: usageOf(idle.pid).rssBytes };
  } finally {
    await running.stop();
    await idle.stop();
  }
}

/** Plans of few and of many calls. */
async function measurePlans(contracts: Contracts, instruments: Instruments): Promise<GrowthPoint[]> {
  const folder = await planOfCalls(planSizes);
  try {
    const running = await serve(folder, instruments.upstreams.addresses);
    try {
      const { bytes, places } = templateOf(
        contracts.encode('shop.pages.v1.GetPageRequest', { id: `p${keyMark}` }),
        keyMark,
      );
      const plans = planSizes.map((size): Sized => {
        const target = running.target({ ...ratedProducts(1), method: `GetPage${size}` });
        const keys = { kind: 'new' } as const;
        return {
          size,
          scenario: { concurrency: 8, keys, warmKeys: false },
          requests: { target, body: bytes.toString('base64'), places, answerLength: undefined, keys },
        };
      });
      return await costBySize(running.pid, plans, instruments);
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The list of 50 through Tributary against one call to the upstream that lists. */
async function measureListLatency(
  contracts: Contracts,
  instruments: Instruments,
): Promise<GrowthResults['listLatency']> {
  const { load, upstreams, durations } = instruments;
  const scenario = ratedProducts(50);
  const running = await tributary.start(upstreams.addresses, scenario);
  try {
    const target = running.target(scenario);
    const list: Omit<Load, 'pace'> = {
      target,
      ...requestTemplate(scenario, target, contracts),
      answerLength: undefined,
      keys: scenario.keys,
    };
    const { address } = pagesTarget(upstreams.addresses['shop.v1.ProductService'] ?? '', scenario);
    // The requests of both methods are the same bytes.
    const call = { ...list, target: { kind: 'grpc', address, path: '/shop.v1.ProductService/ListProducts' } as const };
    const p50Ms = async (requests: Omit<Load, 'pace'>): Promise<number> => {
      const pace = { kind: 'fixed', ratePerSecond: 40, durationMs: Math.max(1000, durations.latencyMs) } as const;
      return (await load.run({ ...requests, pace })).p50Ms;
    };
    await load.run({ ...list, pace: { kind: 'counted', concurrency: 8, count: 1500, limitMs: 3000 } });
    await upstreams.delay(upstreamMs);
    try {
      const callP50Ms: number[] = [];
      const listP50Ms: number[] = [];
      for (let round = 0; round < durations.rounds; round++) {
        callP50Ms.push(await p50Ms(call));
        listP50Ms.push(await p50Ms(list));
      }
      return { upstreamMs, callP50Ms, listP50Ms };
    } finally {
      await upstreams.delay(0);
    }
  } finally {
    await running.stop();
  }
}
