import { afterEach, describe, expect, it } from '@jest/globals';
import { byForm, tellFigure } from './form.ts';
import { steadyLoad, quantile } from './upstreams/open-loop.ts';
import { startPageComposite } from './upstreams/page-composite.ts';
import { PartServer } from './upstreams/part-server.ts';
import { seededRandom } from './upstreams/seeded-random.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe('deadlines', () => {
  it('are kept, and what an upstream is given is less than the caller had', async () => {
    const random = seededRandom(5);
    const given = new Map<string, number>();
    const tooMuch: string[] = [];
    let upstreamCalls = 0;
    const server = await PartServer.start((request, call) => {
      const deadlineMs = given.get(request.id) ?? 0;
      upstreamCalls++;
      if (call.timeoutMs === undefined || call.timeoutMs > deadlineMs) {
        tooMuch.push(`${request.id}: ${call.timeoutMs} of ${deadlineMs}`);
      }
      const timer = setTimeout(() => call.answer(request.id), request.delayMs);
      call.ended(() => clearTimeout(timer));
    });
    stops.push(() => server.stop());
    // What is tried is whether deadlines are kept; that much of it is late is no reason to make fewer calls.
    const { caller, stop } = await startPageComposite({ 'parts.v1.*': { address: server.address, breaker: 'off' } });
    stops.push(stop);
    // What is tried is a process that runs, not one that starts.
    await steadyLoad(100, byForm({ short: 500, soak: 5000 }), async (nth) => {
      given.set(`warm ${nth}`, 10_000);
      await caller.call({ method: nth % 4 === 0 ? 'GetPart' : 'GetPage', id: `warm ${nth}` });
    });
    const late: number[] = [];
    const codes = new Map<string, number>();
    await steadyLoad(100, byForm({ short: 4000, soak: 60_000 }), async (nth) => {
      // One in ten has all the time that an answer takes on a machine that is busy.
      const deadlineMs = nth % 10 === 0 ? 20_000 : 20 + Math.floor(random() * 480);
      const delayMs = Math.floor(random() * 600);
      const id = String(nth);
      given.set(id, deadlineMs);
      const answer = await caller.call({ method: nth % 4 === 0 ? 'GetPart' : 'GetPage', id, delayMs, deadlineMs });
      late.push(answer.tookMs - deadlineMs);
      codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
    });
    const worst = quantile(late, 0.999);
    tellFigure(
      'deadlines',
      `${late.length} requests, answered by the deadline ${worst < 0 ? '-' : '+'} ${Math.abs(worst).toFixed(1)} ms at p99.9 (p99 ${quantile(late, 0.99).toFixed(1)}), ${upstreamCalls} upstream calls, ${tooMuch.length} given more than the caller had; ${[...codes].map(([code, count]) => `${count} ${code}`).join(', ')}`,
    );
    expect(tooMuch.slice(0, 3)).toEqual([]);
    expect(worst).toBeLessThanOrEqual(byForm({ short: 10_000, soak: 10 }));
    expect(codes.get('OK') ?? 0).toBeGreaterThan(0);
  });
});

describe('a caller that leaves', () => {
  it('ends all its calls, and none is started after', async () => {
    const random = seededRandom(6);
    /** When the caller of a request left. */
    const left = new Map<string, number>();
    const open = new Map<string, number>();
    const endings: number[] = [];
    /** A call that went the same way after a caller had left has arrived: all before it has, too. */
    const over = new Set<string>();
    const stillOpen: string[] = [];
    const startedAfter: string[] = [];
    const server = await PartServer.start(({ id, delayMs }, call) => {
      if (id.startsWith('after ')) {
        const gone = id.slice('after '.length);
        over.add(gone);
        if ((open.get(gone) ?? 0) > 0) stillOpen.push(gone);
        call.answer(id);
        return;
      }
      if (over.has(id)) startedAfter.push(id);
      open.set(id, (open.get(id) ?? 0) + 1);
      const timer = setTimeout(() => {
        // Half of the calls fail, so that some leave while a retry is due.
        if (delayMs % 2 === 0) call.answer(id);
        else call.fail(14, 'try again');
      }, delayMs);
      call.ended(() => {
        clearTimeout(timer);
        open.set(id, (open.get(id) ?? 0) - 1);
        const gone = left.get(id);
        if (gone !== undefined) endings.push(performance.now() - gone);
      });
    });
    stops.push(() => server.stop());
    const { caller, stop } = await startPageComposite({ 'parts.v1.*': { address: server.address, breaker: 'off' } });
    stops.push(stop);
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let cancelled = 0;
    await steadyLoad(100, byForm({ short: 4000, soak: 30_000 }), async (nth) => {
      const state = { over: false };
      const id = String(nth);
      const delayMs = Math.floor(random() * 200);
      const method = nth % 2 === 0 ? 'GetPage' : 'GetHedgedPart';
      const cancel = caller.begin({ method, id, delayMs }, () => (state.over = true));
      await wait(random() * 150);
      if (state.over) return;
      cancelled++;
      left.set(id, performance.now());
      cancel();
      await caller.call({ method: 'GetPart', id: `after ${id}` });
    });
    const started = performance.now();
    while (server.open > 0 && performance.now() - started < 20_000) await wait(5);
    const slowest = quantile(endings, 1);
    tellFigure(
      'cancellation',
      `${cancelled} callers left; ${endings.length} upstream calls ended within ${slowest.toFixed(1)} ms (p99 ${quantile(endings, 0.99).toFixed(1)}); ${startedAfter.length} started after`,
    );
    expect(server.open).toBe(0);
    expect(stillOpen.slice(0, 3)).toEqual([]);
    expect(startedAfter.slice(0, 3)).toEqual([]);
    // Where the machine is busy many have left before a call went out.
    expect(endings.length).toBeGreaterThan(byForm({ short: 0, soak: cancelled / 2 }));
    expect(slowest).toBeLessThanOrEqual(byForm({ short: Infinity, soak: 50 }));
  });
});
