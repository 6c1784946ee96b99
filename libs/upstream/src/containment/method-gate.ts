import { transportStatus } from '../reply.ts';
import { statusCode } from '../status-code.ts';
import type { StatusReply, UpstreamReply } from '../upstream.ts';
import { CircuitBreaker, type BreakerSettings, type BreakerState } from './circuit-breaker.ts';
import { verdictOf, verdictOfLeaving, type Verdict } from './reply-verdict.ts';

/** What bounds the calls of one method of an upstream. */
export interface GateSettings {
  /** Most calls under way at once, retries and hedges included. Of optional ones four fifths of that. */
  readonly maxConcurrent: number;
  /** Undefined: none. */
  readonly breaker: BreakerSettings | undefined;
}

/** What the gate is given from outside. */
export interface GateSurroundings {
  /** In [0, 1). */
  readonly random: () => number;
}

/** Why calls were not made. */
export type RefusalReason = 'breaker' | 'limit' | 'optional';

/** What there is to tell of a gate. */
export interface GateFigures {
  readonly running: number;
  readonly breaker: BreakerState | undefined;
  /** How often the breaker has opened. */
  readonly opened: number;
  readonly refused: Readonly<Record<RefusalReason, number>>;
}

/** A call that was let through. */
export interface Entered {
  readonly era: number;
  readonly startedMs: number;
}

/** Of the room there is, what is left to calls that an answer cannot do without. */
const RESERVED_SHARE = 0.2;
/** A call that was given less than this many times what calls take says nothing where it ends unanswered. */
const PATIENCE = 2;
const SMOOTHING = 1 / 16;

/**
 * What calls of one method pass before they go out: a limit of how many are under way at once, and a circuit breaker.
 * Calls that an answer can do without are turned away first.
 */
export class MethodGate {
  readonly #name: string;
  readonly #limit: number;
  readonly #optionalLimit: number;
  readonly #breaker: CircuitBreaker | undefined;
  readonly #refused = { breaker: 0, limit: 0, optional: 0 };
  #running = 0;
  /** What calls that were answered took, of late. */
  #usualMs: number | undefined;

  /** @param name - the method, for messages */
  constructor(name: string, { maxConcurrent, breaker }: GateSettings, { random }: GateSurroundings) {
    this.#name = name;
    this.#limit = maxConcurrent;
    this.#optionalLimit = Math.max(1, Math.floor(maxConcurrent * (1 - RESERVED_SHARE)));
    this.#breaker = breaker === undefined ? undefined : new CircuitBreaker(breaker, random);
  }

  /** For metrics. */
  figures(): GateFigures {
    const { state, opened = 0 } = this.#breaker ?? {};
    return { running: this.#running, breaker: state, opened, refused: { ...this.#refused } };
  }

  /**
   * Asks to make a call.
   *
   * @param optional - whether an answer can do without it
   * @returns what to give to {@link ended} or {@link left}, or the status of a call that must not be made
   */
  enter(nowMs: number, optional: boolean): Entered | StatusReply {
    if (this.#running >= this.#limit) {
      this.#refused.limit++;
      return refusal(`${this.#name} is not called: ${this.#running} of its calls are under way, which is the limit`);
    }
    if (optional && this.#running >= this.#optionalLimit) {
      this.#refused.optional++;
      return refusal(
        `${this.#name} is not called: ${this.#running} of its calls are under way, and the room that is left is for those that no answer can do without`,
      );
    }
    const era = this.#breaker === undefined ? 0 : this.#breaker.enter(nowMs);
    if (era === undefined) {
      this.#refused.breaker++;
      return refusal(`${this.#name} is not called for a moment: most of its calls failed (circuit breaker open)`);
    }
    this.#running++;
    return { era, startedMs: nowMs };
  }

  /** A call was answered, or failed. */
  ended(entered: Entered, reply: UpstreamReply, nowMs: number): void {
    this.#end(entered, verdictOf(reply), nowMs);
  }

  /** A call was left. */
  left(entered: Entered, deadlineMs: number, nowMs: number): void {
    this.#end(entered, verdictOfLeaving(nowMs, entered.startedMs, deadlineMs), nowMs);
  }

  #end({ era, startedMs }: Entered, verdict: Verdict, nowMs: number): void {
    this.#running--;
    const tookMs = nowMs - startedMs;
    if (verdict === 'well') {
      this.#usualMs = this.#usualMs === undefined ? tookMs : this.#usualMs + (tookMs - this.#usualMs) * SMOOTHING;
    }
    this.#breaker?.ended(era, this.#judge(verdict, tookMs), nowMs);
  }

  /** A deadline that left no time for an answer is not the upstream's failure. */
  #judge(verdict: Verdict, tookMs: number): 'well' | 'ill' | 'nothing' {
    if (verdict !== 'silent') return verdict;
    return this.#usualMs === undefined || tookMs > PATIENCE * this.#usualMs ? 'ill' : 'nothing';
  }
}

function refusal(message: string): StatusReply {
  return transportStatus(statusCode.UNAVAILABLE, message, false);
}
