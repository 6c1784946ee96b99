/**
 * Starts something at a rate, whatever becomes of it, for a time, and resolves when all of it has ended. Where the process
 * could not keep up it starts what is due at once.
 *
 * @param perSecond - how often
 */
export async function openLoop(perSecond: number, forMs: number, start: (nth: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  const total = Math.round((perSecond * forMs) / 1000);
  const running: Promise<void>[] = [];
  while (running.length < total) {
    const due = Math.min(total, ((performance.now() - started) * perSecond) / 1000);
    while (running.length < due) running.push(start(running.length));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(running);
}

/** Of some numbers the one that a share of them does not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
