import { RollingCount } from './rolling-count.ts';

/** When calls are not made any more. Times are in milliseconds. */
export interface BreakerSettings {
  /** Share of the calls of the last ten seconds that must have failed, over 0, at most 1. */
  readonly failures: number;
  /** Calls that must have ended in that time before a share says anything. */
  readonly minCalls: number;
  /** First pause, plus or minus a fifth; doubles while trials fail. */
  readonly pauseMs: number;
  /** Longest pause. */
  readonly maxPauseMs: number;
}

/** `closed`: calls are made; `open`: none are; `trying`: a few are, to see whether all is well again. */
export type BreakerState = 'closed' | 'open' | 'trying';

const WINDOW_MS = 10_000;
const JITTER = 0.2;
/** Trials that must end well; each that does lets two at once follow. */
const TRIALS = 10;

/**
 * A circuit breaker. After a pause it lets one call through to try, and for each that ends well one more at a time, so
 * that a server that is back is not met by all that has waited; the first that ends badly opens it again.
 */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  readonly #random: () => number;
  readonly #calls = new RollingCount(WINDOW_MS);
  readonly #failures = new RollingCount(WINDOW_MS);
  #state: BreakerState = 'closed';
  #pauseMs: number;
  #untilMs = 0;
  #trialsAllowed = 0;
  #trialsRunning = 0;
  #trialsWell = 0;
  /** Calls of an earlier state say nothing of this one. */
  #era = 0;
  #opened = 0;

  /** @param random - in [0, 1), spreads pauses */
  constructor(settings: BreakerSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
    this.#pauseMs = settings.pauseMs;
  }

  /** What calls can expect. An open breaker whose pause is over stays so until somebody calls. */
  get state(): BreakerState {
    return this.#state;
  }

  /** How often it has opened. */
  get opened(): number {
    return this.#opened;
  }

  /**
   * Asks to make a call.
   *
   * @returns undefined: it must not be made; else what to give to {@link ended}
   */
  enter(nowMs: number): number | undefined {
    if (this.#state === 'closed') return this.#era;
    if (this.#state === 'open') {
      if (nowMs < this.#untilMs) return undefined;
      this.#change('trying');
      this.#trialsAllowed = 1;
      this.#trialsRunning = this.#trialsWell = 0;
    }
    if (this.#trialsRunning >= this.#trialsAllowed) return undefined;
    this.#trialsRunning++;
    return this.#era;
  }

  /** A call that was let through has ended. */
  ended(era: number, how: 'well' | 'ill' | 'nothing', nowMs: number): void {
    if (era !== this.#era) return;
    if (this.#state === 'trying') return this.#tried(how, nowMs);
    if (how === 'nothing') return;
    this.#calls.add(nowMs);
    if (how === 'well') return;
    this.#failures.add(nowMs);
    const calls = this.#calls.total(nowMs);
    const { failures, minCalls } = this.#settings;
    if (calls >= minCalls && this.#failures.total(nowMs) >= calls * failures) this.#open(nowMs);
  }

  #tried(how: 'well' | 'ill' | 'nothing', nowMs: number): void {
    this.#trialsRunning--;
    if (how === 'ill') {
      this.#pauseMs = Math.min(this.#pauseMs * 2, this.#settings.maxPauseMs);
      this.#open(nowMs);
    } else if (how === 'well') {
      this.#trialsWell++;
      this.#trialsAllowed++;
      if (this.#trialsWell < TRIALS) return;
      this.#pauseMs = this.#settings.pauseMs;
      this.#change('closed');
    }
  }

  #open(nowMs: number): void {
    this.#untilMs = nowMs + this.#pauseMs * (1 - JITTER + 2 * JITTER * this.#random());
    this.#opened++;
    this.#change('open');
  }

  #change(state: BreakerState): void {
    this.#state = state;
    this.#era++;
    this.#calls.clear();
    this.#failures.clear();
  }
}
