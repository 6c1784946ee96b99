import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Cache } from '@tributary/cache';
import { UsageTally } from '../usage/usage-tally.ts';
import { CompositeMetrics } from './composite-metrics.ts';
import { collectServerLoad } from './server-metrics.ts';

/** The rows of the page's table. */
async function rows(): Promise<Map<string, { type: string; labels: string[] }>> {
  const page = await readFile(new URL('../../../../docs/reference/metrics.md', import.meta.url), 'utf8');
  const found = page.matchAll(/^\| `(tributary_\w+)` +\| (\w+) +\| ([^|]*)\|/gm);
  return new Map(
    [...found].map(([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label) },
    ]),
  );
}

describe('docs/reference/metrics.md', () => {
  it('has all metrics, with their types and labels, and no others', async () => {
    const metrics = new CompositeMetrics();
    const cache = new Cache({ maxBytes: 1000, clock: { now: () => 0 } });
    const shared = { usable: true, hits: 1, misses: 2, unavailable: 3 };
    metrics.collectCache(() => ({ ...cache.stats(), shared }));
    const target = { target: 'a:1', state: 'ready', addresses: 2, connected: 2, ejected: 0, ejections: 1 } as const;
    const refused = { breaker: 1, limit: 1, optional: 1 };
    const method = { call: 'a.B/C', running: 1, breaker: 'closed', opened: 1, refused } as const;
    metrics.collectUpstreams(() => ({ targets: [target], methods: [method] }));
    metrics.callRepeated({ call: 'a.B/C', kind: 'retry', made: true });
    const refusedRequests = new Map([['OVERLOADED', 1]] as const);
    const load = { connections: 1, inFlight: 1, queued: 0, concurrencyLimit: 9, refused: refusedRequests };
    collectServerLoad(metrics.registry, () => load);
    const usage = new UsageTally();
    usage.of('a.B/C', 'web').asked(['x']);
    metrics.collectUsage(usage);
    const path = '/a.B/C';
    const gap = { path: 'x', reason: 1, code: 14, call: 'a.B/C' };
    metrics.requestEnded({ path, code: 0, durationMs: 1, gaps: [gap], cache: 'hit', cacheAgeMs: 1 });
    metrics.upstreamEnded({ call: 'a.B/C', code: 0, durationMs: 1 });
    const registered = new Map(
      (await metrics.registry.getMetricsAsJSON()).map(({ name, type, values }) => {
        const labels = new Set(values.flatMap(({ labels: of }) => Object.keys(of)));
        labels.delete('le');
        return [name, { type: String(type), labels: [...labels].sort() }];
      }),
    );
    const documented = [...(await rows())].map(([name, { type, labels }]) => [name, { type, labels: labels.sort() }]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(registered));
  });
});
