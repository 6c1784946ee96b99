import type { AskingEnd } from '@tributary/cache';
import type { Asked, CallOutcome } from './asked-call.ts';
import type { CachedCall } from './call-cache.ts';
import type { CacheOutcome, Cancel } from '../engine.ts';
import { comparePlaces, type Place } from '../place.ts';

/** Someone who waits for a call. */
export type Joiner = Pick<Asked, 'done' | 'place'>;

/** A call of a request, and all that wait for it there. */
export interface Entry {
  readonly asked: Asked;
  readonly joiners: Set<Joiner>;
  essential: boolean;
  outcome: CallOutcome | undefined;
  leave: Cancel;
  cancelTimer: Cancel;
  startedMs: number;
  cached: CachedEntry | undefined;
}

/** Of a call with a cache: what is known of it there. */
export interface CachedEntry {
  readonly key: string;
  /** An expired reply that can stand in. */
  stale: CachedCall | undefined;
  /** It is asked for after a miss, or to refresh an expired reply, and must say when that is over. */
  asking: 'miss' | 'refresh' | undefined;
  /** How that has ended, as far as is known. */
  end: AskingEnd;
  /** What the cache did for it, unless more comes to be known. */
  pending: CacheOutcome | undefined;
}

/** Its failure would not fail the method, or an expired value can stand in: it gets no part of the reserve. */
export function isCuttable({ essential, cached }: Entry): boolean {
  return !essential || cached?.stale !== undefined;
}

/** Those who wait, in the order in which their places are written. */
export function inFieldOrder(joiners: ReadonlySet<Joiner>): readonly Joiner[] {
  if (joiners.size < 2) return [...joiners];
  return [...joiners]
    .map((joiner) => ({ joiner, place: joiner.place() }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ joiner }) => joiner);
}

/** The first place in which the call is waited for. */
export function firstPlace(joiners: ReadonlySet<Joiner>): Place {
  return inFieldOrder(joiners)[0]?.place() ?? [];
}

/** Each joiner gets a failure of its own: it notes where it came first. */
export function forJoiner(outcome: CallOutcome): CallOutcome {
  return outcome.kind === 'failed' ? { kind: 'failed', failure: { ...outcome.failure } } : outcome;
}
