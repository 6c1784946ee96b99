import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often a turn of the event loop is looked for. */
const resolutionMs = 10;

/** How late turns of the event loop come. Nothing of it runs in JavaScript but the reading. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** Milliseconds, on average, since this was last asked. */
  take(): number {
    const { count, mean } = this.#histogram;
    this.#histogram.reset();
    return count === 0 ? 0 : Math.max(0, mean / 1e6 - resolutionMs);
  }

  /** Stops looking. */
  stop(): void {
    this.#histogram.disable();
  }
}
