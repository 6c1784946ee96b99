import { describe, expect, it } from '@jest/globals';
import { ResetBudget } from './reset-budget.ts';

describe('ResetBudget', () => {
  const spendAll = (budget: ResetBudget, nowMs: number): number => {
    let spent = 0;
    while (budget.spend(nowMs)) spent++;
    return spent;
  };

  it('is spent some time before nghttp2 ends a connection, which is at 1,000', () => {
    expect(spendAll(new ResetBudget(0), 0)).toBe(700);
  });

  it('comes back as it does with nghttp2, and no more than there was', () => {
    const budget = new ResetBudget(0);
    spendAll(budget, 0);
    // The one that did not fit is owed.
    expect(spendAll(budget, 10_000)).toBe(329);
    expect(spendAll(budget, 1_000_000)).toBe(700);
  });
});
