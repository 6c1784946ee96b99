import type { ByteCache } from '@tributary/cache';
import type { MethodPlan } from '@tributary/plan';
import type { MethodGate, RetryBudget, Upstream } from '@tributary/upstream';
import type { DescMethod } from '@bufbuild/protobuf';

/** Called to end something early. Calling it again, or too late, does nothing. */
export type Cancel = () => void;

/** What a caller gets. */
export type Answer =
  | { readonly kind: 'ok'; readonly message: Uint8Array; readonly trailers: readonly Trailer[] }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly message: string;
      /** A serialized `google.rpc.Status`; empty: none. */
      readonly details: Uint8Array;
      readonly trailers: readonly Trailer[];
    };

/** A trailer; `-bin` keys carry bytes. */
export type Trailer = readonly [key: string, value: string | Uint8Array];

/** A call of a composite method. */
export interface CompositeCall {
  /** "/package.Service/Method". */
  readonly path: string;
  /** The request message's bytes. */
  readonly request: Uint8Array;
  /** The caller's metadata: by a key in lower case, values of a repeated key joined by ','; `-bin` values in base64. */
  metadata(key: string): string | undefined;
  /** Absolute, in epoch milliseconds of the engine's clock. */
  readonly deadlineMs: number | undefined;
  /**
   * Hears, once the request is known to be valid, what of the answer is asked for: the paths of its mask, in proto names and
   * sorted, or none for all of it. Equal masks are the same array mostly, so that they can be told apart by it.
   */
  readonly asked?: ((paths: readonly string[]) => void) | undefined;
}

/** Where a method's calls go. */
export interface UpstreamChoice {
  readonly upstream: Upstream;
  /** Of its calls, where the composition gives none. */
  readonly timeoutMs: number | undefined;
  /** What the method's calls pass before they go out; undefined: nothing. */
  readonly gate?: MethodGate | undefined;
  /** Pays for retries and hedges at this upstream; undefined: nothing has to. */
  readonly retryBudget?: RetryBudget | undefined;
}

/** Timers of the event loop. */
export interface Timers {
  /** Runs something once, after so many milliseconds. */
  set(ms: number, run: () => void): Cancel;
  /** Runs something once the callbacks of this turn of the event loop are through. */
  endOfTurn(run: () => void): void;
}

/** What an engine is made of. */
export interface EngineOptions {
  readonly plans: readonly MethodPlan[];
  /** Where the calls of an upstream's method go. */
  upstream(method: DescMethod): UpstreamChoice;
  /** Undefined: nothing is cached. */
  readonly cache: ByteCache | undefined;
  /** Epoch milliseconds. */
  readonly clock: { now(): number };
  /** In [0, 1). */
  readonly random: () => number;
  readonly timers: Timers;
  readonly observer?: EngineObserver | undefined;
}

/** A part that is missing from an answer, or not what was asked for. */
export interface ObservedGap {
  readonly path: string;
  /** A `tributary.v1.GapReason`. */
  readonly reason: number;
  readonly code: number;
  readonly call: string;
}

/** Hears what happens, for metrics and logs. */
export interface EngineObserver {
  requestStarted?(path: string): void;
  requestEnded?(event: {
    readonly path: string;
    readonly code: number;
    readonly durationMs: number;
    readonly gaps: readonly ObservedGap[];
    /** Of the method's cache; undefined where it has none. */
    readonly cache: CacheOutcome | undefined;
    /** How old the answer is, where the cache had it. */
    readonly cacheAgeMs?: number | undefined;
  }): void;
  upstreamEnded?(event: { readonly call: string; readonly code: number; readonly durationMs: number }): void;
  /** A further attempt of a call was wanted; `made`: false where the budget of its upstream had nothing left. */
  callRepeated?(event: { readonly call: string; readonly kind: 'retry' | 'hedge'; readonly made: boolean }): void;
  /** What the cache did for a call with a cache, once for each; `ageMs` where it had the reply. */
  callCache?(event: {
    readonly call: string;
    readonly outcome: CacheOutcome;
    readonly ageMs?: number | undefined;
  }): void;
  /**
   * An answer of a method, or a reply of a call, that should be kept was not: it was invalidated meanwhile, has gaps, or is
   * too large.
   */
  cacheRefused?(event: { readonly kind: 'answer' | 'reply'; readonly method: string }): void;
  /** An expression or conversion failed: the cause, which callers are not told. */
  expressionFailed?(event: { readonly path: string; readonly at: string; readonly cause: string }): void;
}

/**
 * What a cache did for an asker: it had the value (`hit`, also within stale-while-revalidate) or knew that there is none
 * (`negative`); an expired one stood in (`stale`); it had nothing, and the asker joined calls of others (`collapsed`) or
 * made its own (`miss`).
 */
export type CacheOutcome = 'hit' | 'miss' | 'stale' | 'negative' | 'collapsed';

/** Runs composite methods. */
export interface Engine {
  /**
   * Makes an answer.
   *
   * @param done - called once, unless the returned function was called before
   * @returns for when the caller leaves: all its calls end
   */
  execute(call: CompositeCall, done: (answer: Answer) => void): Cancel;
  /** Resolves when nothing runs behind answers any more: refreshes, which start at once where they wait for their moment. */
  idle(): Promise<void>;
  /** Ends what runs behind answers. */
  close(): Promise<void>;
}
