const SHARE = 0.1;
const MOST_MS = 1000;

/**
 * How long a refresh behind an answer waits before it starts.
 *
 * The time to live itself is exact, so entries that were stored together (a cold start, a list) also grow stale together,
 * and a busy service asks for all of them in the same moment. A random delay spreads that over a tenth of the time that
 * they live, or of the time that is left for it, but no longer than a second: nobody waits for it, and until it is over
 * askers get the old value.
 *
 * @param random - From 0 up to 1.
 */
export function refreshDelayMs(ttlMs: number, windowLeftMs: number, random: number): number {
  return random * Math.min(SHARE * ttlMs, SHARE * windowLeftMs, MOST_MS);
}
