import type { AskingEnd } from '@tributary/cache';
import type { Cancel, Timers } from '../engine.ts';

interface Work {
  cancel: Cancel;
  /** Starts what waits for its moment. */
  startNow: (() => void) | undefined;
}

const left: AskingEnd = { kind: 'over' };

/** Work that goes on behind answers. */
export class BackgroundWork {
  private readonly running = new Set<Work>();
  private readonly timers: Timers;
  private waiting: (() => void)[] = [];

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /**
   * Starts something, after a while.
   *
   * @param start - gets what to call when it has ended; returns how to end it early
   * @param ended - called once when it is over, with how that came about
   */
  start(start: (ended: (how: AskingEnd) => void) => Cancel, delayMs: number, ended: (how: AskingEnd) => void): void {
    const state = { over: false };
    const end = (how: AskingEnd): void => {
      if (state.over) return;
      state.over = true;
      this.running.delete(work);
      ended(how);
      if (this.running.size === 0) this.tellIdle();
    };
    const work: Work = { cancel: () => end(left), startNow: undefined };
    this.running.add(work);
    const begin = (): void => {
      work.startNow = undefined;
      const cancel = start(end);
      work.cancel = () => {
        if (!state.over) cancel();
        end(left);
      };
    };
    if (delayMs <= 0) {
      begin();
      return;
    }
    const cancelTimer = this.timers.set(delayMs, begin);
    work.startNow = () => {
      cancelTimer();
      begin();
    };
    work.cancel = () => {
      cancelTimer();
      end(left);
    };
  }

  /** Resolves when nothing runs. What waits for its moment starts at once. */
  idle(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve();
    for (const { startNow } of [...this.running]) startNow?.();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.running.size === 0) this.tellIdle();
    });
  }

  /** Ends everything. */
  cancelAll(): void {
    for (const { cancel } of [...this.running]) cancel();
  }

  private tellIdle(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
