import type { Cancel, Timers } from '../src/engine.ts';

/** A clock and timers that are moved by hand. */
export class ManualTime implements Timers {
  private nowMs = 1_700_000_000_000;
  private readonly timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  private turnEnds: (() => void)[] = [];

  now(): number {
    return this.nowMs;
  }

  set(ms: number, run: () => void): Cancel {
    const timer = { atMs: this.nowMs + ms, run };
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  endOfTurn(run: () => void): void {
    this.turnEnds.push(run);
  }

  /** Ends the turn of the event loop: what was put off till then runs, and what that puts off. */
  turn(): void {
    for (let run = this.turnEnds.shift(); run !== undefined; run = this.turnEnds.shift()) run();
  }

  /** Moves time on; timers run at their times, each in a turn of its own. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    this.turn();
    for (;;) {
      const [next] = [...this.timers].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      this.turn();
    }
    this.nowMs = endMs;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.timers.size;
  }
}
