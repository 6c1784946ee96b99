import { describe, expect, it } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SummedMetrics } from './summed-metrics.ts';
import type { MetricJson } from './worker-questions.ts';

/** What a worker tells that has counted so much. */
async function counted(requests: number, entries: number): Promise<readonly MetricJson[]> {
  const register = new Registry();
  const registers = [register];
  new Counter({ name: 'requests_total', help: 'r', labelNames: ['code'], registers }).inc({ code: 'OK' }, requests);
  new Gauge({ name: 'entries', help: 'e', registers }).set(entries);
  const seconds = new Histogram({ name: 'seconds', help: 's', buckets: [1], registers });
  for (let request = 0; request < requests; request++) seconds.observe(0.5);
  return await register.getMetricsAsJSON();
}

function values(text: string): Record<string, number> {
  const lines = text.split('\n').map((line) => /^((?:requests|entries|seconds|tributary)\S*) (\S+)$/.exec(line));
  return Object.fromEntries(lines.flatMap((found) => (found === null ? [] : [[found[1] ?? '', Number(found[2])]])));
}

describe('the metrics of several processes', () => {
  it('are summed, and go on counting what ended processes have counted', async () => {
    const workers = [await counted(3, 10), await counted(4, 20)];
    const metrics = new SummedMetrics(() => Promise.resolve(workers));
    metrics.collectWorkers(() => workers.length);
    const sums = { 'requests_total{code="OK"}': 7, seconds_count: 7, seconds_sum: 3.5, 'seconds_bucket{le="1"}': 7 };
    expect(values((await metrics.text()).text)).toMatchObject({ ...sums, entries: 30, tributary_workers: 2 });

    for (const last of workers.splice(0)) metrics.departed(last);
    workers.push(await counted(1, 5));
    const later = { 'requests_total{code="OK"}': 8, seconds_count: 8, seconds_sum: 4, 'seconds_bucket{le="1"}': 8 };
    expect(values((await metrics.text()).text)).toMatchObject({ ...later, entries: 5, tributary_workers: 1 });
  });
});
