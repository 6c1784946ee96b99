import { describe, expect, it } from '@jest/globals';
import { RetryBudget } from './retry-budget.ts';

describe('RetryBudget', () => {
  it('has a share of the calls, and some a second beside', () => {
    const budget = new RetryBudget({ share: 0.1, perSecond: 3 });
    let granted = 0;
    for (let n = 0; n < 1000; n++) {
      budget.called(n * 10);
      if (budget.spend(n * 10)) granted++;
    }
    // Ten seconds: 100 for the calls, and 30.
    expect(granted).toBe(130);
    expect([budget.spent, budget.refused]).toEqual([130, 870]);
  });

  it('gives no more than that in any time, whatever was left over before', () => {
    const budget = new RetryBudget({ share: 0.1, perSecond: 0 });
    let nowMs = 0;
    const second = (everythingFails: boolean): number => {
      let granted = 0;
      for (let n = 0; n < 200; n++, nowMs += 5) {
        budget.called(nowMs);
        if (everythingFails && budget.spend(nowMs)) granted++;
      }
      return granted;
    };
    for (let n = 0; n < 60; n++) second(false);
    let granted = 0;
    for (let n = 0; n < 30; n++) granted += second(true);
    // 6000 calls in 30 seconds; the window is cut in tenths.
    expect(granted).toBeGreaterThan(580);
    expect(granted).toBeLessThanOrEqual(600);
  });

  it('has nothing where it is told so', () => {
    const budget = new RetryBudget({ share: 0, perSecond: 0 });
    budget.called(0);
    expect(budget.spend(0)).toBe(false);
  });
});
