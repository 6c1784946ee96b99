import type { Cancel } from './byte-cache.ts';
import type { SharedQuestion, SharedRead, SharedTier } from './shared-tier.ts';
import type { SteadyTime } from './steady-time.ts';
import type { Timers } from './timers.ts';

/** How long a replica waits for another one at most. Who looks something up has less time, as a rule. */
const LONGEST_WAIT_MS = 10_000;
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
  const look = (looks: number, waitedFor: string | undefined): void => {
    const question: SharedQuestion = { wanted: 'useful', waitedFor };
    tier.read(key, question, (read) => {
      if (cancelled) return;
      const holder = holderOf(read, waitedFor);
      if (holder === undefined || !tier.usable || time.now() >= untilMs) {
        done(read);
        return;
      }
      const pauseMs = PAUSES_MS[Math.min(looks, PAUSES_MS.length - 1)] ?? 0;
      cancelPause = timers.after(pauseMs, () => look(looks + 1, holder));
    });
  };
  look(0, undefined);
  return () => {
    cancelled = true;
    cancelPause();
  };
}

/** Who is to be waited for. One look that is not answered changes nothing about it. */
function holderOf(read: SharedRead, waitedFor: string | undefined): string | undefined {
  switch (read.kind) {
    case 'unavailable':
      return waitedFor;
    case 'failed':
      return undefined;
    case 'found':
    case 'nothing':
      return read.lease.kind === 'theirs' ? read.lease.holder : undefined;
  }
}
