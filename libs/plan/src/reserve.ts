const share = 0.05;
const minMs = 5;
const maxMs = 50;

/** What is kept of a budget for the answer itself: 5 %, at least 5 ms, at most 50 ms. */
export function reserveMsOf(budgetMs: number): number {
  return Math.min(maxMs, Math.max(minMs, budgetMs * share));
}
