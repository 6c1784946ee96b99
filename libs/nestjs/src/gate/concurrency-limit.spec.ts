import { describe, expect, it } from '@jest/globals';
import { ConcurrencyLimit } from './concurrency-limit.ts';

describe('ConcurrencyLimit', () => {
  const late = (limit: ConcurrencyLimit, windows: number, peak: number) => {
    for (let window = 0; window < windows; window++) limit.observe(50, peak, 100);
  };

  it('stays where it is told as long as turns come in time, however many requests wait', () => {
    const limit = new ConcurrencyLimit(1000, 20);
    for (let window = 0; window < 100; window++) limit.observe(20, 1000, 100);
    expect(limit.current).toBe(1000);
  });

  it('gives way a little for a moment, and to what there is where it lasts', () => {
    const limit = new ConcurrencyLimit(1000, 20);
    late(limit, 3, 100);
    expect(limit.current).toBe(729);
    late(limit, 1, 100);
    expect(limit.current).toBe(90);
  });

  it('never gives up, and is itself again within five seconds', () => {
    const limit = new ConcurrencyLimit(1000, 20);
    late(limit, 100, 1);
    expect(limit.current).toBe(64);
    for (let window = 0; window < 50; window++) limit.observe(1, 10, 100);
    expect(limit.current).toBe(1000);
  });

  it('knows a turn that is long by itself for what it is', () => {
    const limit = new ConcurrencyLimit(1000, 20);
    limit.observe(2000, 100, 2000);
    expect([limit.isLate, limit.current]).toEqual([true, 90]);
    limit.observe(1, 100, 100);
    expect(limit.isLate).toBe(false);
  });

  it('takes a limit that is lower than the fewest', () => {
    const limit = new ConcurrencyLimit(3, 20);
    late(limit, 20, 3);
    expect(limit.current).toBe(3);
  });
});
