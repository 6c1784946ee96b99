import { describe, expect, it } from '@jest/globals';
import { marginalCosts, multiple, steepening } from './growth-figures.ts';

const line = [10, 100, 1000].map((size) => ({ size, cpuUsPerRequest: [300 + size * 2, 400 + size * 2] }));

describe('growth', () => {
  it('that is linear costs the same for each further element', () => {
    const costs = marginalCosts(line, [0, 1, 2]);
    expect(costs.map(({ ns }) => ns?.median)).toEqual([2000, 2000]);
    expect(steepening(costs)).toBe(1);
  });

  it('that is worse than linear does not', () => {
    const square = [10, 100, 1000].map((size) => ({ size, cpuUsPerRequest: [size * size] }));
    expect(steepening(marginalCosts(square, [0, 1, 2]))).toBe(10);
  });

  it('is a multiple within each round', () => {
    expect(multiple(line)).toEqual({
      median: (2300 / 320 + 2400 / 420) / 2,
      least: 2400 / 420,
      most: 2300 / 320,
    });
  });
});
