import type { Cancel } from './engine.ts';

/** Work that goes on behind answers. */
export class BackgroundWork {
  private readonly running = new Set<{ cancel: Cancel }>();
  private waiting: (() => void)[] = [];

  /**
   * Starts something.
   *
   * @param start - gets what to call when it has ended; returns how to end it early
   */
  start(start: (ended: () => void) => Cancel): void {
    const work = { cancel: (): void => undefined };
    this.running.add(work);
    const cancel = start(() => this.end(work));
    if (this.running.has(work)) work.cancel = cancel;
  }

  /** Resolves when nothing runs. */
  idle(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Ends everything. */
  cancelAll(): void {
    for (const work of [...this.running]) {
      work.cancel();
      this.end(work);
    }
  }

  private end(work: { cancel: Cancel }): void {
    if (!this.running.delete(work) || this.running.size > 0) return;
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
