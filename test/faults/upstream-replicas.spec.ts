import { afterEach, describe, expect, it } from '@jest/globals';
import { byForm, tellFigure } from './form.ts';
import { steadyLoad } from './upstreams/open-loop.ts';
import type { PageAnswer } from './upstreams/page-caller.ts';
import { startPageComposite } from './upstreams/page-composite.ts';
import { ReplicaProcess } from './upstreams/replica-process.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function replicated(count: number, settings: Record<string, unknown> = {}) {
  const replicas: ReplicaProcess[] = [];
  for (let n = 0; n < count; n++) {
    const replica = await ReplicaProcess.start();
    stops.push(() => replica.stop());
    replicas.push(replica);
  }
  const address = `ipv4:${replicas.map((replica) => replica.address).join(',')}`;
  const { composite, caller, stop } = await startPageComposite({ 'parts.v1.*': { address, ...settings } });
  stops.push(stop);
  return { replicas, composite, caller };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a replica that is killed', () => {
  it('goes unnoticed', async () => {
    const { replicas, composite, caller } = await replicated(3);
    const failed: PageAnswer[] = [];
    const tookMs: number[] = [];
    const forMs = byForm({ short: 8000, soak: 60_000 });
    let kills = 0;
    const state = { over: false };
    const killing = (async () => {
      for (; !state.over; kills++) {
        await Promise.all([wait(2000), replicas[kills % replicas.length]?.killAndStart()]);
      }
    })();
    await steadyLoad(200, forMs, async (nth) => {
      const answer = await caller.call({ method: 'GetPart', id: String(nth), delayMs: nth % 10 });
      tookMs.push(answer.tookMs);
      if (answer.code !== 'OK') failed.push(answer);
    });
    state.over = true;
    await killing;
    expect(failed.slice(0, 3)).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(forMs / 3000);
    const repeats = await composite.metricSum('tributary_upstream_repeats_total');
    tellFigure(
      'a replica killed goes unnoticed',
      `${failed.length} of ${tookMs.length} failed, ${kills} kills, ${repeats} retries, slowest ${Math.max(...tookMs).toFixed(0)} ms`,
    );
  });
});

/** Where one that hangs is to be found. */
const impatient = { keepalive: byForm({ short: { timeout: '3s' }, soak: { timeout: '1s' } }) };

describe('a hung upstream', () => {
  it('is found within keepalive time and timeout', async () => {
    const { replicas, caller } = await replicated(1, impatient);
    const [replica] = replicas;
    const rounds = byForm({ short: 1, soak: 5 });
    const found: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // Under load, as silence begins when the last answer has come.
      await steadyLoad(200, 1000, async (nth) => {
        expect(await caller.call({ method: 'GetPart', id: `${round} ${nth}` })).toMatchObject({ code: 'OK' });
      });
      const frozen = performance.now();
      replica?.freeze();
      // The first that is told so, and not by its own deadline.
      const answers = Array.from({ length: 20 }, (_, nth) =>
        caller.call({ method: 'GetPart', id: `frozen ${round} ${nth}` }),
      );
      const first = await Promise.race(answers);
      found.push(performance.now() - frozen);
      expect(first).toMatchObject({ code: 'UNAVAILABLE' });
      await Promise.all(answers);
      const refused = await caller.call({ method: 'GetPart', id: 'fast' });
      expect(refused.code).toBe('UNAVAILABLE');
      replica?.thaw();
      while ((await caller.call({ method: 'GetPart', id: 'back' })).code !== 'OK');
    }
    tellFigure(
      'a hung upstream is found',
      `after ${found.map((ms) => ms.toFixed(0)).join(', ')} ms (1000 + ${byForm({ short: 3000, soak: 1000 })})`,
    );
    for (const ms of found) expect(ms).toBeLessThanOrEqual(byForm({ short: 30_000, soak: 2050 }));
  });

  it('that has others beside it costs nobody an answer', async () => {
    const { replicas, caller, composite } = await replicated(3, impatient);
    await steadyLoad(200, 500, async (nth) => {
      await caller.call({ method: 'GetPart', id: `warm ${nth}` });
    });
    replicas[0]?.freeze();
    const answers: PageAnswer[] = [];
    await steadyLoad(200, byForm({ short: 4000, soak: 10_000 }), async (nth) => {
      answers.push(await caller.call({ method: 'GetPart', id: String(nth) }));
    });
    const failed = answers.filter(({ code }) => code !== 'OK');
    const ejections = await composite.metricSum('tributary_upstream_ejections_total');
    tellFigure(
      'one of three replicas hangs',
      `${failed.length} of ${answers.length} failed, slowest ${Math.max(...answers.map(({ tookMs }) => tookMs)).toFixed(0)} ms, ${ejections} ejections`,
    );
    replicas[0]?.thaw();
    // What the others cannot do again, as the budget of retries has nothing left, after two seconds of silence.
    expect(failed.map(({ code }) => code).filter((code) => code !== 'UNAVAILABLE')).toEqual([]);
    expect(failed.length).toBeLessThan(answers.length / byForm({ short: 5, soak: 20 }));
  });
});

describe('an upstream that restarts', () => {
  it('is back for callers within the longest pause', async () => {
    const { replicas, caller } = await replicated(1);
    const [replica] = replicas;
    await caller.call({ method: 'GetPart', id: 'warm' });
    const back: number[] = [];
    for (let round = 0; round < byForm({ short: 1, soak: 5 }); round++) {
      const state = { over: false };
      const calling = (async () => {
        while (!state.over) await Promise.all([caller.call({ method: 'GetPart', id: 'down' }), wait(5)]);
      })();
      await replica?.stop();
      // Long enough for pauses to have grown.
      await wait(3000);
      await replica?.killAndStart();
      const started = performance.now();
      state.over = true;
      await calling;
      while ((await caller.call({ method: 'GetPart', id: 'back' })).code !== 'OK');
      back.push(performance.now() - started);
    }
    tellFigure('an upstream that restarts', `noticed after ${back.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    for (const ms of back) expect(ms).toBeLessThan(byForm({ short: 30_000, soak: 5000 }));
  });
});
