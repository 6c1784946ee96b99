import type { AskingEnd, Stamp } from '@tributary/cache';
import type { Asked, CallOutcome } from './asked-call.ts';
import type { KeyAsker } from './batches.ts';
import type { CachedCall, CallResult } from './call-cache.ts';
import type { PreparedCall } from './prepared-call.ts';
import type { CacheOutcome, Cancel } from '../engine.ts';
import { comparePlaces, type Place } from '../place.ts';

/** Someone who waits for a call. */
export type Joiner = Pick<Asked, 'done' | 'place'>;

/** The calls that an entry is one of. */
export interface EntryOwner {
  /** The request. */
  readonly request: object;
  /** Counts a call that is about to be sent; false: it must not be. */
  admit(): boolean;
  /** The call of an entry has ended. */
  landed(entry: Entry, result: CallResult, joined: boolean, stamp: Stamp | undefined): void;
}

const noop: Cancel = () => undefined;

/**
 * A call of a request, and all that wait for it there. It is itself what is told when the call has ended: lists make many,
 * and mostly one waits for each.
 */
export class Entry implements KeyAsker {
  readonly asked: Asked;
  /** Of a batch: the call of all keys. */
  readonly prepared: PreparedCall;
  /** Of a batch: what tells the key from others. */
  readonly identity: string;
  private readonly calls: EntryOwner;
  private first: Joiner | undefined;
  /** Who has joined the first. */
  private others: Set<Joiner> | undefined = undefined;
  essential: boolean;
  /** It is waited for, and has no outcome. */
  active = true;
  outcome: CallOutcome | undefined = undefined;
  leave: Cancel = noop;
  cancelTimer: Cancel = noop;
  startedMs = 0;
  deadlineMs = 0;
  optional = false;
  cached: CachedEntry | undefined = undefined;

  constructor(calls: EntryOwner, asked: Asked, prepared: PreparedCall, identity: string) {
    this.calls = calls;
    this.asked = asked;
    this.prepared = prepared;
    this.identity = identity;
    this.first = asked;
    this.essential = asked.essential;
  }

  /** Someone else waits for it, too. */
  join(joiner: Asked): void {
    (this.others ??= new Set()).add(joiner);
    this.essential ||= joiner.essential;
  }

  /** Someone waits no more; says whether nobody does now. */
  part(joiner: Joiner): boolean {
    if (this.first === joiner) this.first = undefined;
    else if (this.others?.delete(joiner) !== true) return false;
    return this.first === undefined && (this.others === undefined || this.others.size === 0);
  }

  /** Nobody waits any more. */
  forgetJoiners(): void {
    this.first = undefined;
    this.others = undefined;
  }

  /** Those who wait, in the order in which they came. */
  joiners(): readonly Joiner[] {
    const { first, others } = this;
    if (others === undefined) return first === undefined ? [] : [first];
    return first === undefined ? [...others] : [first, ...others];
  }

  // As an asker: see KeyAsker.

  get owner(): object {
    return this.asked.owner;
  }

  get position(): readonly number[] {
    return this.asked.position;
  }

  get request(): object {
    return this.calls.request;
  }

  place(): Place {
    return this.asked.place();
  }

  admit(): boolean {
    return this.calls.admit();
  }

  done(result: CallResult, joined: boolean, stamp: Stamp | undefined): void {
    this.calls.landed(this, result, joined, stamp);
  }
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
export function inFieldOrder(joiners: readonly Joiner[]): readonly Joiner[] {
  if (joiners.length < 2) return joiners;
  return joiners
    .map((joiner) => ({ joiner, place: joiner.place() }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ joiner }) => joiner);
}

/** The first place in which the call is waited for. */
export function firstPlace(joiners: readonly Joiner[]): Place {
  return inFieldOrder(joiners)[0]?.place() ?? [];
}

/** Each joiner gets a failure of its own: it notes where it came first. */
export function forJoiner(outcome: CallOutcome): CallOutcome {
  return outcome.kind === 'failed' ? { kind: 'failed', failure: { ...outcome.failure } } : outcome;
}
