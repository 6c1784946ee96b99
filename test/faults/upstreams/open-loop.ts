import { isSoak } from '../form.ts';

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

/** So many at once keep a machine busy that is too busy for more. */
const mostAtOnce = 32;

/**
 * Starts something at a rate for a time, and resolves when all of it has ended: where it is measured as {@link openLoop}
 * does, else no more than a machine can do that may have other things to do.
 *
 * @param perSecond - how often, at most
 */
export async function steadyLoad(
  perSecond: number,
  forMs: number,
  start: (nth: number) => Promise<void>,
): Promise<void> {
  if (isSoak) {
    await openLoop(perSecond, forMs, start);
    return;
  }
  const started = performance.now();
  const all: Promise<void>[] = [];
  let running = 0;
  do {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const due = ((performance.now() - started) * perSecond) / 1000;
    while (all.length < due && running < mostAtOnce) {
      running++;
      all.push(start(all.length).finally(() => running--));
    }
  } while (performance.now() - started < forMs);
  await Promise.all(all);
}

/** Of some numbers the one that a share of them does not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
