// What a timer of Node can wait; it would run one that is longer at once.
const longestTimerMs = 2 ** 31 - 1;

/** The event loop, as the engine wants it. */
export const eventLoopTimers = {
  /** Runs something later, once. @returns takes it back */
  set(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), longestTimerMs));
    return () => {
      clearTimeout(timer);
    };
  },
  /** Runs something when all that is ready now has been dealt with. */
  endOfTurn(run: () => void): void {
    setImmediate(run);
  },
};
