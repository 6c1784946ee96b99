import type { Cancel } from './byte-cache.ts';
import type { SharedRead, SharedTier } from './shared-tier.ts';
import type { SteadyTime } from './steady-time.ts';
import type { Timers } from './timers.ts';

/**
 * How long a replica waits for another one to store what both miss: as long as the other has the lease at most, since one
 * that failed, or keeps nothing, does not say so.
 */
const LONGEST_WAIT_MS = 250;
/** The pauses between looks; the last one goes on. */
const PAUSES_MS = [2, 4, 8, 16];

/**
 * Reads a key from the shared tier. While another replica is asking for the value, it looks again and again, so that equal
 * misses of several replicas make about one call.
 *
 * @returns Ends the waiting; nothing is told any more.
 */
export function readShared(
  tier: SharedTier,
  key: string,
  time: SteadyTime,
  timers: Timers,
  done: (read: SharedRead) => void,
): Cancel {
  const untilMs = time.now() + LONGEST_WAIT_MS;
  let cancelled = false;
  let cancelPause: Cancel = () => undefined;
  const look = (looks: number): void => {
    tier.read(key, (read) => {
      if (cancelled) return;
      const wait = read.kind !== 'unavailable' && read.lease === 'theirs' && tier.usable && time.now() < untilMs;
      if (!wait) {
        done(read);
        return;
      }
      const pauseMs = PAUSES_MS[Math.min(looks, PAUSES_MS.length - 1)] ?? 0;
      cancelPause = timers.after(pauseMs, () => look(looks + 1));
    });
  };
  look(0);
  return () => {
    cancelled = true;
    cancelPause();
  };
}
