import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.ts';

describe('BackOff', () => {
  it('grows from the shortest to the longest pause, and starts over', () => {
    const backOff = new BackOff(100, 5000, () => 0.5);
    const pauses = Array.from({ length: 12 }, () => Math.round(backOff.nextMs()));
    expect(pauses).toEqual([100, 160, 256, 410, 655, 1049, 1678, 2684, 4295, 5000, 5000, 5000]);
    backOff.reset();
    expect(backOff.nextMs()).toBe(100);
  });

  it('spreads by a fifth either way', () => {
    expect(new BackOff(100, 5000, () => 0).nextMs()).toBeCloseTo(80);
    expect(new BackOff(100, 5000, () => 1).nextMs()).toBeCloseTo(120);
  });
});
