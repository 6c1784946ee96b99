import type { CallPlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { Batches } from './batches.ts';
import type { CallCache } from './call-cache.ts';
import type { CallSender } from './call-sender.ts';
import type { EngineOptions } from '../engine.ts';
import type { Failure } from '../failure/failure.ts';
import type { Flights } from './flights.ts';
import type { Place } from '../place.ts';

/** What a call gives to whoever asked for it. */
export type CallOutcome =
  | {
      readonly kind: 'reply';
      /** The reply; with `batch` the item. */
      readonly value: RawValue;
      /** The Completeness that came in the trailer. */
      readonly completeness: Uint8Array | undefined;
      /** Of a batch: the whole reply and the item's index in it. */
      readonly item: { readonly reply: Uint8Array; readonly index: number } | undefined;
      /** How old it is, where an expired value stands in; and what it stands in for. */
      readonly stale: { readonly ageMs: number; readonly failure: Failure } | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What all requests share. */
export interface SharedCalls {
  readonly options: EngineOptions;
  readonly sender: CallSender;
  readonly flights: Flights;
  readonly batches: Batches;
  readonly cache: CallCache | undefined;
}

/** What calls need to know of their request. */
export interface CallingRequest {
  /** When optional work ends. */
  readonly reserveMs: number;
  /** When everything ends. */
  readonly budgetMs: number;
  /** The method's own budget, for what goes on behind the answer. */
  readonly timeoutMs: number;
  readonly over: boolean;
  metadata(key: string): string | undefined;
  /** Counts a call; false where the request fails with it. */
  admitCall(): boolean;
  /** Runs something that may go on with the request. */
  run(step: () => void): void;
}

/** A call that is asked for. */
export interface Asked {
  readonly plan: CallPlan;
  /** The request; of a batch, without the key. */
  readonly request: Uint8Array;
  /** Of a batch. */
  readonly key: RawValue | undefined;
  readonly tags: readonly string[] | undefined;
  /** Its failure would fail the method. */
  readonly essential: boolean;
  /** For batches: see `KeyAsker`. */
  readonly owner: object;
  readonly position: readonly number[];
  /** Where the asker stands in the answer. */
  place(): Place;
  done(outcome: CallOutcome): void;
}
