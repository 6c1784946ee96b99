import type { CallCache, FoundCall } from './call-cache.ts';
import { groupKey, type KeyedCall } from './call-keys.ts';
import type { Metadata } from './call-sender.ts';
import type { Cancel, Timers } from './engine.ts';

/** A call that is looked up. */
export interface LookedUp {
  readonly call: KeyedCall;
  readonly metadata: Metadata;
  /** Of its entry in the cache. */
  readonly key: string;
  /** The call is made without the cache when it has not answered by then. */
  readonly patienceMs: number;
}

/**
 * Lookups of keys that would go out in one call. The cache may know them at different moments; those that have to be asked
 * for wait for each other, so that they still go out in one.
 */
interface Round {
  readonly open: Set<object>;
  readonly ready: Set<() => void>;
  cancelTimer: Cancel;
}

/** So long the keys of a round wait for the others: another replica may be asking for one of them. */
const longestRoundMs = 5;

const noop: Cancel = () => undefined;

/** Lookups of one request's calls. */
export class CallLookups {
  private readonly cache: CallCache;
  private readonly timers: Timers;
  private readonly rounds = new Map<string, Round>();

  constructor(cache: CallCache, timers: Timers) {
    this.cache = cache;
    this.timers = timers;
  }

  /**
   * Looks a call up.
   *
   * @param found - called once, before this returns where memory knows the answer; not after the returned function
   */
  find({ call, metadata, key, patienceMs }: LookedUp, found: (found: FoundCall) => void): Cancel {
    const lookup = { over: false };
    let early: FoundCall | undefined;
    let cancelWaiting: Cancel | undefined;
    const tell = (answer: FoundCall): void => {
      lookup.over = true;
      found(answer);
    };
    const cancelFind = this.cache.find(key, call.plan, (answer) => {
      if (cancelWaiting === undefined) early = answer;
      else {
        cancelWaiting();
        cancelWaiting = this.answered(groupOf(call, metadata), lookup, answer, key, tell);
      }
    });
    if (early !== undefined) {
      tell(early);
      return noop;
    }
    const group = groupOf(call, metadata);
    if (group !== undefined) this.open(group, lookup);
    const cancelTimer = this.timers.set(Math.max(0, patienceMs), () => {
      cancelFind();
      cancelWaiting = this.answered(group, lookup, { kind: 'miss' }, key, tell);
    });
    cancelWaiting = () => {
      cancelTimer();
      cancelFind();
      if (group !== undefined) this.close(group, lookup);
    };
    return () => {
      if (lookup.over) return;
      lookup.over = true;
      cancelWaiting?.();
    };
  }
}
