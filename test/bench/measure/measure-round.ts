import type { RunningContender } from '../contenders/contender.ts';
import type { Load, LoadGenerator, Pace } from '../load/load.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Upstreams } from '../upstreams/upstreams.ts';
import type { Durations } from './durations.ts';
import { usageOf } from './process-usage.ts';
import type { Round } from './scenario-results.ts';

/** What measuring takes beside a contender. */
export interface Instruments {
  readonly load: LoadGenerator;
  readonly upstreams: Upstreams;
  readonly durations: Durations;
}

/** Requests to one contender, all but the pace. */
export type Requests = Omit<Load, 'pace'>;

/** Runs a contender until what is hot is compiled, and has it keep what it may keep. */
export async function warmUp(
  scenario: Pick<Scenario, 'concurrency' | 'keys' | 'warmKeys'>,
  requests: Requests,
  { load, durations }: Instruments,
): Promise<void> {
  const { concurrency, keys, warmKeys } = scenario;
  const { warmUpRequests, warmUpMs } = durations;
  if (warmKeys && keys.kind === 'zipf') {
    const pace: Pace = { kind: 'counted', concurrency, count: keys.count, limitMs: 20_000 };
    // Until all are kept: a server that is short of time may refuse some.
    for (let attempt = 0; attempt < 3; attempt++) {
      const { failed } = await load.run({ ...requests, keys: { kind: 'first', count: keys.count }, pace });
      if (failed === 0) break;
    }
  }
  const { answered } = await load.run({ ...requests, pace: { kind: 'closed', concurrency, durationMs: warmUpMs } });
  if (answered >= warmUpRequests) return;
  const pace: Pace = { kind: 'counted', concurrency, count: warmUpRequests - answered, limitMs: warmUpMs };
  await load.run({ ...requests, pace });
}

/** What a contender spends where it is asked as much as it can answer. */
export type Peak = Pick<Round, 'cpuUsPerRequest' | 'throughput' | 'callsPerRequest' | 'failedShare'>;

/** What share of the requests may fail, as on a machine that is short of time, before a measurement says nothing. */
const mostFailed = 0.05;

/**
 * Measures what a request costs where as many are in flight as the scenario says.
 *
 * @throws Error where too many failed
 */
export async function measurePeak(
  { concurrency }: Pick<Scenario, 'concurrency'>,
  pid: number,
  requests: Requests,
  { load, upstreams, durations }: Instruments,
): Promise<Peak> {
  await load.run({ ...requests, pace: { kind: 'closed', concurrency, durationMs: durations.settleMs } });
  const callsBefore = await upstreams.calls();
  const before = usageOf(pid);
  const { answered, failed, firstFailure, elapsedMs } = await load.run({
    ...requests,
    pace: { kind: 'closed', concurrency, durationMs: durations.throughputMs },
  });
  const after = usageOf(pid);
  const calls = (await upstreams.calls()) - callsBefore;
  const failedShare = failed / (answered + failed);
  if (!(failedShare <= mostFailed)) {
    throw new Error(`${failed} of ${answered + failed} requests failed: ${firstFailure ?? 'no answer'}`);
  }
  return {
    cpuUsPerRequest: ((after.cpuMs - before.cpuMs) * 1000) / answered,
    throughput: (answered * 1000) / elapsedMs,
    callsPerRequest: calls / answered,
    failedShare,
  };
}

/**
 * Measures a contender once: as many requests as it can answer, then a fixed rate of them.
 *
 * @throws Error where too many failed
 */
export async function measureRound(
  scenario: Scenario,
  { pid }: RunningContender,
  requests: Requests,
  instruments: Instruments,
): Promise<Round> {
  const peak = await measurePeak(scenario, pid, requests, instruments);
  const { load, durations } = instruments;
  const steady = await load.run({
    ...requests,
    pace: { kind: 'fixed', ratePerSecond: scenario.ratePerSecond, durationMs: durations.latencyMs },
  });
  const keptUp = steady.unanswered === 0 && steady.failed === 0;
  return {
    ...peak,
    p50Ms: keptUp ? steady.p50Ms : undefined,
    p99Ms: keptUp ? steady.p99Ms : undefined,
    rssBytes: usageOf(pid).rssBytes,
  };
}
