import type { EngineObserver } from '@tributary/engine';

/** One observer that tells several. */
export function observeAll(observers: readonly EngineObserver[]): EngineObserver {
  return {
    requestStarted(path) {
      for (const observer of observers) observer.requestStarted?.(path);
    },
    requestEnded(end) {
      for (const observer of observers) observer.requestEnded?.(end);
    },
    upstreamEnded(end) {
      for (const observer of observers) observer.upstreamEnded?.(end);
    },
    callRepeated(event) {
      for (const observer of observers) observer.callRepeated?.(event);
    },
    callCache(found) {
      for (const observer of observers) observer.callCache?.(found);
    },
    cacheRefused(event) {
      for (const observer of observers) observer.cacheRefused?.(event);
    },
    expressionFailed(failure) {
      for (const observer of observers) observer.expressionFailed?.(failure);
    },
  };
}
