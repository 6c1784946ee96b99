import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { byForm, tellFigure } from './form.ts';
import { ServedComposite } from './served-composite.ts';
import { openLoop, quantile } from './upstreams/open-loop.ts';
import { PageCaller } from './upstreams/page-caller.ts';
import { PartServer } from './upstreams/part-server.ts';

const protos = fileURLToPath(new URL('upstreams/protos', import.meta.url));
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const deadlineMs = 1000;
/** What counts: answers that came in time. */
interface Tally {
  good: number;
  refused: number;
  failed: number;
  readonly tookMs: number[];
}

async function overloadable() {
  // Each answer takes a while, as those of services do; it costs the composite nothing.
  const server = await PartServer.start((_request, call) => void setTimeout(() => call.answer('part'), 5));
  stops.push(() => server.stop());
  const composite = await ServedComposite.start({
    proto: protos,
    configuration: { upstreams: { 'parts.v1.*': { address: server.address } } },
  });
  stops.push(() => composite.stop());
  const callers = Array.from({ length: 8 }, () => new PageCaller(composite.address));
  for (const caller of callers) {
    await caller.connect();
    stops.push(() => caller.close());
  }
  const call = async (nth: number, tally: Tally) => {
    const caller = callers[nth % callers.length];
    const answer = await caller?.call({ method: 'GetPage', id: String(nth), deadlineMs });
    if (answer === undefined) return;
    if (answer.code === 'OK' && answer.gaps.length === 0 && answer.tookMs <= deadlineMs) {
      tally.good++;
      tally.tookMs.push(answer.tookMs);
    } else if (answer.code === 'UNAVAILABLE') tally.refused++;
    else tally.failed++;
  };
  return { composite, call };
}

const fresh = (): Tally => ({ good: 0, refused: 0, failed: 0, tookMs: [] });

/** The most that it answers: some callers, each of which asks again when it has its answer. */
async function peakOf(call: (nth: number, tally: Tally) => Promise<void>, concurrency: number, forMs: number) {
  const tally = fresh();
  const until = performance.now() + forMs;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, nth) => {
      while (performance.now() < until) {
        const { refused } = tally;
        await call(nth, tally);
        // As it is told to.
        if (tally.refused > refused) await wait(50);
      }
    }),
  );
  return (tally.good * 1000) / forMs;
}

describe('three times as many requests as can be answered', () => {
  it('leave those that are answered in time hardly fewer, and nothing behind', async () => {
    const { composite, call } = await overloadable();
    await peakOf(call, 32, byForm({ short: 1500, soak: 5000 }));
    const peak = await peakOf(call, 32, byForm({ short: 2000, soak: 10_000 }));
    const residentBefore = await composite.metric('process_resident_memory_bytes');

    const over = fresh();
    const forMs = byForm({ short: 5000, soak: 30_000 });
    const started = performance.now();
    await openLoop(3 * peak, forMs, (nth) => call(nth, over));
    const tookMs = performance.now() - started;
    const goodput = (over.good * 1000) / Math.max(forMs, tookMs - deadlineMs);
    const residentAfter = await composite.metric('process_resident_memory_bytes');

    let normalAfterMs = Infinity;
    const ended = performance.now();
    while (normalAfterMs === Infinity && performance.now() - ended < 15_000) {
      const calm = fresh();
      const from = performance.now() - ended;
      await openLoop(peak / 2, 500, (nth) => call(nth, calm));
      if (calm.refused + calm.failed === 0) normalAfterMs = from;
      else await wait(50);
    }
    const grownMb = (residentAfter - residentBefore) / 1e6;
    tellFigure(
      'overload',
      `peak ${peak.toFixed(0)}/s; at three times that goodput ${((100 * goodput) / peak).toFixed(0)} % of it, answers ${quantile(over.tookMs, 0.5).toFixed(0)} ms at p50 and ${quantile(over.tookMs, 0.99).toFixed(0)} ms at p99, ${over.refused} refused, ${over.failed} others; all well after ${(normalAfterMs / 1000).toFixed(1)} s; RSS ${grownMb >= 0 ? '+' : ''}${grownMb.toFixed(0)} MB`,
    );
    expect(goodput).toBeGreaterThan(peak * byForm({ short: 0.5, soak: 0.85 }));
    expect(normalAfterMs).toBeLessThan(byForm({ short: 15_000, soak: 5000 }));
    expect(grownMb).toBeLessThan(byForm({ short: 200, soak: 100 }));
    expect(over.refused).toBeGreaterThan(0);
  });
});
