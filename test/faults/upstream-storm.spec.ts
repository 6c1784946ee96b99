import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { byForm, tellFigure } from './form.ts';
import { steadyLoad } from './upstreams/open-loop.ts';
import { startPageComposite } from './upstreams/page-composite.ts';
import { PartServer, type PartHandler } from './upstreams/part-server.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const rate = 200;
const forMs = byForm({ short: 3000, soak: 30_000 });

/** How many calls came for each request of a method, while all of them fail. */
async function callsPerRequest(method: 'GetPart' | 'GetHedgedPart', fails: PartHandler, settings = {}) {
  const server = await PartServer.start(fails);
  stops.push(() => server.stop());
  const { caller, composite, stop } = await startPageComposite({
    'parts.v1.*': { address: server.address, ...settings },
  });
  stops.push(stop);
  let requests = 0;
  await steadyLoad(rate, forMs, async (nth) => {
    requests++;
    expect((await caller.call({ method, id: String(nth), deadlineMs: 30_000 })).code).not.toBe('OK');
  });
  const repeats = await composite.metricSum('tributary_upstream_repeats_total');
  const refused = await composite.metricSum('tributary_upstream_refused_calls_total');
  return { ratio: server.calls / requests, calls: server.calls, requests, repeats, refused };
}

const failing =
  (code: status): PartHandler =>
  (_request, call) =>
    call.fail(code, 'as always');
/** In ten seconds 10 % of calls and 30, of which a test may see one lot more than it lasts tens of seconds. */
const most = ({ requests }: { readonly requests: number }) => 1.1 + (byForm({ short: 2, soak: 4 }) * 30) / requests;

describe('an upstream at which everything fails', () => {
  it('gets hardly more calls than there are requests, and few once the breaker is open', async () => {
    const seen = await callsPerRequest('GetPart', failing(status.UNAVAILABLE));
    tellFigure(
      'no retry storm',
      `${seen.ratio.toFixed(3)} calls per request (${seen.calls} for ${seen.requests}), ${seen.refused} not made by the breaker`,
    );
    expect(seen.ratio).toBeLessThanOrEqual(byForm({ short: most(seen), soak: 1.1 }));
    expect(seen.refused).toBeGreaterThan(0);
  });

  it('gets no more from retries and hedges together, without a breaker', async () => {
    const seen = await callsPerRequest(
      'GetHedgedPart',
      (request, call) =>
        void setTimeout(() => call.fail(status.ABORTED, 'as always'), Number(request.id) % 2 === 0 ? 0 : 15),
      { breaker: 'off' },
    );
    tellFigure(
      'no retry storm (breaker off, retries and hedges)',
      `${seen.ratio.toFixed(3)} calls per request (${seen.calls} for ${seen.requests})`,
    );
    expect(seen.ratio).toBeLessThanOrEqual(most(seen));
    expect(seen.repeats).toBeGreaterThan(0);
  });

  it('gets no more where it refuses streams', async () => {
    const seen = await callsPerRequest('GetPart', (_request, call) => call.refuse(), { breaker: 'off' });
    tellFigure('no retry storm (REFUSED_STREAM)', `${seen.ratio.toFixed(3)} calls per request`);
    expect(seen.ratio).toBeLessThanOrEqual(most(seen));
  });

  it('gets none again where it says so', async () => {
    const seen = await callsPerRequest(
      'GetPart',
      (_request, call) => call.fail(status.UNAVAILABLE, 'go away', { 'grpc-retry-pushback-ms': '-1' }),
      { breaker: 'off' },
    );
    expect(seen.calls).toBeLessThanOrEqual(seen.requests);
    expect(seen.repeats).toBe(0);
  });

  it('is noticed within a moment when it is well again', async () => {
    const state = { well: false };
    const server = await PartServer.start((request, call) =>
      state.well ? call.answer(request.id) : call.fail(status.UNAVAILABLE, 'not yet'),
    );
    stops.push(() => server.stop());
    const { caller, stop } = await startPageComposite({ 'parts.v1.*': { address: server.address } });
    stops.push(stop);
    await steadyLoad(rate, 2000, async (nth) => {
      await caller.call({ method: 'GetPart', id: `ill ${nth}` });
    });
    state.well = true;
    const started = performance.now();
    let ok = 0;
    while (ok < 20) {
      ok = (await caller.call({ method: 'GetPart', id: `well ${performance.now()}` })).code === 'OK' ? ok + 1 : 0;
    }
    const tookMs = performance.now() - started;
    tellFigure('an open breaker', `all is well again ${tookMs.toFixed(0)} ms after the upstream is`);
    expect(tookMs).toBeLessThan(byForm({ short: 40_000, soak: 12_000 }));
  });
});
