import type { CallCache, FoundCall } from './call-cache.ts';
import type { PreparedCall } from './prepared-call.ts';
import type { Cancel, Timers } from '../engine.ts';
import { findWithin } from './find-within.ts';
import { LookupRounds } from './lookup-rounds.ts';

/** A call that is looked up. */
export interface LookedUp {
  readonly call: PreparedCall;
  /** Of its entry in the cache. */
  readonly key: string;
  /** When the cache has not answered by then, it has nothing. */
  readonly patienceMs: number;
}

const noop: Cancel = () => undefined;

/** Lookups of one request's calls. */
export class CallLookups {
  private readonly cache: CallCache;
  private readonly timers: Timers;
  private readonly rounds: LookupRounds;

  constructor(cache: CallCache, timers: Timers) {
    this.cache = cache;
    this.timers = timers;
    this.rounds = new LookupRounds(timers);
  }

  /**
   * Looks a call up.
   *
   * @param found - called once, before this returns where memory knows the answer; not after the returned function
   */
  find({ call, key, patienceMs }: LookedUp, found: (answer: FoundCall) => void): Cancel {
    const { cache, rounds, timers } = this;
    const { plan } = call;
    const lookup: { answer: FoundCall | undefined; over: boolean } = { answer: undefined, over: false };
    const tell = (answer: FoundCall): void => {
      lookup.over = true;
      found(answer);
    };
    let group: string | undefined;
    const cancel = findWithin<FoundCall>(
      (then) => cache.find(key, plan, then),
      patienceMs,
      timers,
      (answer) => {
        lookup.answer = answer;
        if (group === undefined) tell(answer);
        else if (hasToBeCalledFor(answer)) rounds.hold(group, lookup, () => tell(answer));
        else {
          tell(answer);
          rounds.leave(group, lookup);
        }
      },
    );
    if (lookup.over) return noop;
    if (plan.batch !== undefined) {
      group = call.key;
      rounds.begin(group, lookup);
    }
    return () => {
      if (lookup.over) return;
      lookup.over = true;
      cancel();
      if (group !== undefined) rounds.leave(group, lookup);
      if (lookup.answer !== undefined) cache.forget(key, lookup.answer);
    };
  }
}

function hasToBeCalledFor(answer: FoundCall): boolean {
  return answer.kind === 'miss' || (answer.kind === 'expired' && answer.refresh !== undefined);
}
