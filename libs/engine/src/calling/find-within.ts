import type { Search } from '@tributary/cache';
import type { Cancel, Timers } from '../engine.ts';

const noop: Cancel = () => undefined;

/**
 * A lookup that is waited for so long and no longer. The cache may be waiting for another replica that asks for the same;
 * there must be time left to ask for it oneself.
 *
 * @param find - starts the lookup; what it returns is used only where the lookup has not answered
 * @param found - called once, before this returns where `find` answers at once; not after the returned function
 */
export function findWithin<T>(
  find: (found: (value: T) => void) => Search,
  patienceMs: number,
  timers: Timers,
  found: (value: T) => void,
): Cancel {
  const state = { over: false, cancelTimer: noop };
  const tell = (value: T): void => {
    if (state.over) return;
    state.over = true;
    state.cancelTimer();
    found(value);
  };
  const search = find(tell);
  if (state.over) return noop;
  state.cancelTimer = timers.set(Math.max(0, patienceMs), () => search.settle());
  return () => {
    if (state.over) return;
    state.over = true;
    state.cancelTimer();
    search.leave();
  };
}

/** How much of the time that is left a lookup may take. */
const patienceShare = 0.25;

/** How long a lookup may take for somebody who has so much time left. */
export function patienceFor(leftMs: number): number {
  return Math.max(0, leftMs * patienceShare);
}
