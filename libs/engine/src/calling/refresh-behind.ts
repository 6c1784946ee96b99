import type { AskingEnd, ByteCache } from '@tributary/cache';
import type { BackgroundWork } from './background-work.ts';
import type { Cancel } from '../engine.ts';
import { endBehind } from './shared-failure.ts';

/** Runs a refresh behind an answer, unless another replica does; tells the cache when it is over. */
export function refreshBehind(
  cache: ByteCache,
  background: BackgroundWork,
  key: string,
  delayMs: number,
  start: (ended: (end: AskingEnd) => void) => Cancel,
): void {
  const begin = (ended: (end: AskingEnd) => void): Cancel => {
    const state: { cancel: Cancel } = { cancel: () => undefined };
    const cancelBegin = cache.beginRefresh(key, (ask) => {
      if (ask) state.cancel = start(ended);
      else ended({ kind: 'over' });
    });
    return () => {
      cancelBegin();
      state.cancel();
    };
  };
  background.start(begin, delayMs, (end) => cache.refreshEnded(key, endBehind(end)));
}
