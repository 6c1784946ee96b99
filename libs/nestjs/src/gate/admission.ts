import { criticalities, type Criticality } from './criticality.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';

/** A request that asks to be taken on. */
export interface Applicant {
  readonly criticality: Criticality;
  /** It is taken on, after it has waited so long. It is to be handed back by `release`. */
  admitted(waitedMs: number): void;
  /** It is not. */
  refused(): void;
}

/** What an admission depends on. */
export interface AdmissionOptions {
  readonly limit: ConcurrencyLimit;
  /** The longest that a request waits. */
  readonly queueMs: number;
  readonly now: () => number;
  /** Runs something later, once. Returns what takes it back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

interface Waiting {
  readonly applicant: Applicant;
  readonly sinceMs: number;
}

/** Where nobody has found the queue empty for so long, waiting does not help: what waits is only late. */
const standingMs = 100;
/** So long a request waits in a queue that stands. */
const standingWaitMs = 5;

/**
 * Takes on as many requests as the limit says. When there are so many, further ones wait in a short queue, for a short
 * time: the most critical is next, and where the queue is full a more critical one takes the place of one that is less so.
 *
 * How long they wait is controlled delay: a queue that a burst filled empties soon, and may; one that does not empty only
 * makes all that pass it late, so from then on nobody waits in it for more than a moment.
 *
 * @see https://queue.acm.org/detail.cfm?id=2839461 (Fail at Scale: controlled delay)
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #waiting: readonly Map<Applicant, Waiting>[] = criticalities.map(() => new Map<Applicant, Waiting>());
  #inFlight = 0;
  #peak = 0;
  #queued = 0;
  #emptyAtMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Requests that are taken on. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that wait. */
  get queued(): number {
    return this.#queued;
  }

  /** The most that were taken on at once since this was last asked. */
  takePeak(): number {
    const peak = this.#peak;
    this.#peak = this.#inFlight;
    return peak;
  }

  /** Takes a request on, lets it wait, or refuses it, possibly before this returns. */
  apply(applicant: Applicant): void {
    const { limit, queueMs, now } = this.#options;
    if (this.#inFlight < limit.current && this.#queued === 0) {
      this.#admit(applicant, 0);
      return;
    }
    const room = Math.max(1, Math.ceil(limit.current / 4));
    if (queueMs <= 0 || (this.#queued >= room && !this.#displaceFor(applicant))) {
      applicant.refused();
      return;
    }
    if (this.#queued === 0) this.#emptyAtMs = now();
    this.#waiting[applicant.criticality]?.set(applicant, { applicant, sinceMs: now() });
    this.#queued += 1;
    this.#cancelTimer ??= this.#options.after(Math.min(queueMs, standingWaitMs), () => this.#expire());
  }

  /** Takes back a request that waits: its caller has left. */
  withdraw(applicant: Applicant): void {
    if (this.#waiting[applicant.criticality]?.delete(applicant) === true) this.#queued -= 1;
  }

  /** A request that was taken on is answered, or its caller has left: the next may come. */
  release(): void {
    this.#inFlight -= 1;
    this.#fill();
  }

  /** A request that did not count for a while, as it did not arrive, counts again. */
  resume(): void {
    this.#inFlight += 1;
    this.#peak = Math.max(this.#peak, this.#inFlight);
  }

  /** Lets nobody wait any longer. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const level of this.#waiting) for (const { applicant } of level.values()) this.#refuse(applicant);
  }

  #admit(applicant: Applicant, waitedMs: number): void {
    this.resume();
    applicant.admitted(waitedMs);
  }

  #refuse(applicant: Applicant): void {
    this.withdraw(applicant);
    applicant.refused();
  }

  #fill(): void {
    const { limit, now } = this.#options;
    if (this.#queued === 0) return;
    for (const level of this.#waiting) {
      for (const { applicant, sinceMs } of level.values()) {
        if (this.#inFlight >= limit.current) return;
        this.withdraw(applicant);
        this.#admit(applicant, now() - sinceMs);
      }
    }
  }

  /** Refuses the one that has waited longest among the least critical, where that is less critical than the newcomer. */
  #displaceFor(newcomer: Applicant): boolean {
    for (let level = this.#waiting.length - 1; level > newcomer.criticality; level--) {
      const [first] = this.#waiting[level]?.keys() ?? [];
      if (first === undefined) continue;
      this.#refuse(first);
      return true;
    }
    return false;
  }

  /** Refuses those that have waited too long. */
  #expire(): void {
    this.#cancelTimer = undefined;
    const { queueMs, now } = this.#options;
    this.#fill();
    const isStanding = now() - this.#emptyAtMs > standingMs;
    const longestMs = isStanding ? Math.min(standingWaitMs, queueMs) : queueMs;
    for (const level of this.#waiting) {
      for (const { applicant, sinceMs } of level.values()) {
        if (now() - sinceMs < longestMs) break;
        this.#refuse(applicant);
      }
    }
    if (this.#queued === 0) return;
    this.#cancelTimer = this.#options.after(Math.min(queueMs, standingWaitMs), () => this.#expire());
  }
}
