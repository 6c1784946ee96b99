import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RollingCount } from './rolling-count.ts';

describe('RollingCount', () => {
  it('forgets by tenths of its window', () => {
    const count = new RollingCount(1000);
    for (let ms = 0; ms < 1000; ms += 10) count.add(ms);
    expect([999, 1000, 1099, 1100, 1899, 1900].map((ms) => count.total(ms))).toEqual([100, 90, 90, 80, 10, 0]);
  });

  it('lets time stand still where the clock is set back', () => {
    const count = new RollingCount(1000);
    count.add(5000);
    count.add(100);
    expect([100, 5999, 6000].map((ms) => count.total(ms))).toEqual([2, 2, 0]);
  });

  it('counts what a list of times counts', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const count = new RollingCount(1000);
        const times: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          times.push(now);
          count.add(now);
          const oldest = Math.floor(now / 100) - 9;
          expect(count.total(now)).toBe(times.filter((time) => Math.floor(time / 100) >= oldest).length);
        }
      }),
    );
  });
});
