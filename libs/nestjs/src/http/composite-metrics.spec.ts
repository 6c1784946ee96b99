import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { CompositeMetrics } from './composite-metrics.ts';
import { observeAll } from './observe-all.ts';
import { requestLog } from './request-log.ts';

function told() {
  const metrics = new CompositeMetrics();
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { metrics, lines, observer: observeAll([metrics, requestLog(log)]) };
}

describe('what is told of requests', () => {
  const path = '/shop.v1.ShopService/GetPage';

  it('is counted by method, status, gap and cache outcome', async () => {
    const { metrics, observer } = told();
    const gap = (at: string, reason: number) => ({ path: at, reason, code: 14, call: 'a.B/C' });
    observer.requestStarted?.(path);
    observer.requestEnded?.({
      path,
      code: 0,
      durationMs: 3,
      gaps: [gap('items[0].price', 1), gap('items[17].price', 1), gap('$rates', 4)],
      cache: 'miss',
    });
    observer.requestEnded?.({ path, code: 0, durationMs: 1, gaps: [], cache: 'hit', cacheAgeMs: 2000 });
    observer.upstreamEnded?.({ call: 'a.B/C', code: 14, durationMs: 2 });
    observer.callCache?.({ call: 'a.B/C', outcome: 'hit', ageMs: 20 });
    observer.callCache?.({ call: 'a.B/C', outcome: 'collapsed' });
    observer.cacheRefused?.({ kind: 'reply', method: 'a.B/C' });
    const text = await metrics.registry.metrics();
    for (const line of [
      'tributary_requests_total{method="shop.v1.ShopService/GetPage",code="OK"} 2',
      'tributary_request_duration_seconds_bucket{le="0.005",method="shop.v1.ShopService/GetPage"} 2',
      'tributary_request_duration_seconds_bucket{le="0.0025",method="shop.v1.ShopService/GetPage"} 1',
      'tributary_gaps_total{method="shop.v1.ShopService/GetPage",path="items.price",reason="FAILED"} 2',
      'tributary_gaps_total{method="shop.v1.ShopService/GetPage",path="$rates",reason="STALE"} 1',
      'tributary_cache_outcomes_total{kind="answer",method="shop.v1.ShopService/GetPage",outcome="miss"} 1',
      'tributary_cache_outcomes_total{kind="answer",method="shop.v1.ShopService/GetPage",outcome="hit"} 1',
      'tributary_cache_outcomes_total{kind="reply",method="a.B/C",outcome="collapsed"} 1',
      'tributary_cache_outcomes_total{kind="reply",method="a.B/C",outcome="refused"} 1',
      'tributary_cache_age_seconds_sum{kind="answer",method="shop.v1.ShopService/GetPage"} 2',
      'tributary_cache_age_seconds_bucket{le="0.1",kind="reply",method="a.B/C"} 1',
      'tributary_cache_outcomes_total{kind="reply",method="a.B/C",outcome="hit"} 1',
      'tributary_upstream_calls_total{call="a.B/C",code="UNAVAILABLE"} 1',
      'tributary_upstream_call_duration_seconds_count{call="a.B/C"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('is logged where it failed, the louder the more it is our own failure', () => {
    const { lines, observer } = told();
    for (const code of [0, 5, 13])
      observer.requestEnded?.({ path, code, durationMs: 1.26, gaps: [], cache: undefined });
    expect(lines.map(({ level, method, code, durationMs }) => ({ level, method, code, durationMs }))).toEqual([
      { level: 20, method: 'shop.v1.ShopService/GetPage', code: 'NOT_FOUND', durationMs: 1.3 },
      { level: 40, method: 'shop.v1.ShopService/GetPage', code: 'INTERNAL', durationMs: 1.3 },
    ]);
  });
});
