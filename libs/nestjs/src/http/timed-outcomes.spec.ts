import { describe, expect, it } from '@jest/globals';
import { Counter, Histogram, Registry } from 'prom-client';
import { TimedOutcomes } from './timed-outcomes.ts';

const buckets = [0.001, 0.01, 0.1];
const counter = { name: 'ends_total', help: 'Ends.' };
const histogram = { name: 'end_seconds', help: 'How long it took.' };
const ends = [
  ['a', 0, 0.5],
  ['a', 0, 1],
  ['b', 14, 10.5],
  ['a', 5, 1e6],
] as const;

describe('TimedOutcomes', () => {
  it('tells what a counter and a histogram of prom-client tell', async () => {
    const ours = new Registry();
    const outcomes = new TimedOutcomes({
      counter,
      histogram,
      subject: 'of',
      buckets,
      codeName: String,
      registry: ours,
    });
    const theirs = new Registry();
    const count = new Counter({ ...counter, labelNames: ['of', 'code'], registers: [theirs] });
    const seconds = new Histogram({ ...histogram, labelNames: ['of'], buckets, registers: [theirs] });
    for (const [of, code, durationMs] of ends) {
      outcomes.ended(of, code, durationMs);
      count.inc({ of, code: String(code) });
      seconds.observe({ of }, durationMs / 1000);
    }
    const sorted = async (registry: Registry): Promise<string[]> => (await registry.metrics()).split('\n').sort();
    expect(await sorted(ours)).toEqual(await sorted(theirs));
    // Told twice, it is counted once.
    expect(await sorted(ours)).toEqual(await sorted(theirs));
    expect(await ours.getMetricsAsJSON()).toMatchObject([
      { name: 'ends_total', values: [{ value: 2 }, { value: 1 }, { value: 1 }] },
      { name: 'end_seconds', type: 'histogram', aggregator: 'sum' },
    ]);
  });
});
