import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byForm, isSoak, tellFigure } from './form.ts';
import { misbehaviours } from './upstreams/misbehaviours.ts';
import type { PageAnswer } from './upstreams/page-caller.ts';
import { startPageComposite, type PageComposite } from './upstreams/page-composite.ts';
import { UnrulyServer } from './upstreams/unruly-server.ts';

const services = ['First', 'Second', 'Third'] as const;
/** What is left of a page without a part: `third` is made from `first`. */
const without = {
  First: { fields: [2], gaps: ['first', 'third'] },
  Second: { fields: [1, 3], gaps: ['second'] },
  Third: { fields: [1, 2], gaps: ['third'] },
};

describe('an optional upstream', () => {
  const servers = new Map<string, UnrulyServer>();
  let page: PageComposite;
  let calls = 0;
  let slowestMs = 0;
  let startRss = 0;
  let mostRss = 0;

  beforeAll(async () => {
    for (const service of services) servers.set(service, await UnrulyServer.start());
    page = await startPageComposite(
      Object.fromEntries(
        [...servers].map(([service, { address }]) => [`parts.v1.${service}Service`, { address, breaker: 'off' }]),
      ),
    );
    await whole();
    startRss = mostRss = await page.composite.metric('process_resident_memory_bytes');
  });

  afterAll(async () => {
    tellFigure(
      'partial answers',
      `${calls} requests, ${Object.keys(misbehaviours).length} ways to misbehave, all OK with exactly those gaps, slowest ${slowestMs.toFixed(0)} ms of 1000; memory of the composite +${((mostRss - startRss) / 2 ** 20).toFixed(0)} MB`,
    );
    await page.stop();
    for (const server of servers.values()) await server.stop();
  });

  /** Resolves when all parts are there: what was broken is connected again. */
  async function whole(): Promise<void> {
    const started = performance.now();
    for (;;) {
      const { fields } = await page.caller.call({ method: 'GetPage', id: `whole ${calls++}` });
      if (fields.length === 3) return;
      if (performance.now() - started > 60_000) throw new Error(`still without ${fields.join()} after a minute`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const rows = Object.keys(misbehaviours).flatMap((name, index) =>
    services.filter((_, nth) => isSoak || nth === index % 3).map((service) => [name, service] as const),
  );

  it.each(rows)('that is %s (%s) leaves exactly its gaps', async (name, service) => {
    const server = servers.get(service);
    const behaviour = misbehaviours[name];
    if (server === undefined || behaviour === undefined) throw new Error('unreachable');
    await server.behave(behaviour);
    const answers: PageAnswer[] = [];
    for (let round = 0; round < byForm({ short: 2, soak: 5 }); round++) {
      const together = Array.from({ length: 5 }, () =>
        page.caller.call({ method: 'GetPage', id: `${name} ${calls++}`, deadlineMs: 10_000 }),
      );
      answers.push(...(await Promise.all(together)));
    }
    mostRss = Math.max(mostRss, await page.composite.metric('process_resident_memory_bytes'));
    await server.behave({ kind: 'well' });
    await whole();
    const { fields, gaps } = without[service];
    for (const answer of answers) {
      slowestMs = Math.max(slowestMs, answer.tookMs);
      const missing = answer.gaps.map((gap) => gap.split(' ')[0]);
      expect({ ...answer, gaps: missing, tookMs: 0 }).toEqual({ code: 'OK', message: '', fields, gaps, tookMs: 0 });
    }
  });

  it('takes no memory that stays', () => {
    expect(mostRss - startRss).toBeLessThan(400 * 2 ** 20);
  });
});
