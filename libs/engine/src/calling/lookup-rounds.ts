import type { Cancel, Timers } from '../engine.ts';

/** Lookups whose calls would go out in one. */
interface Round {
  /** Not answered. */
  readonly open: Set<object>;
  /** Answered: what has to be called for. */
  readonly held: Map<object, () => void>;
  cancelTimer: Cancel;
}

/** So long calls wait for lookups of their round: longer than a shared tier takes, shorter than another replica's call may. */
const longestRoundMs = 5;

/**
 * Keys of a batch that are looked up together may be answered one after the other. Those that must be called for wait for
 * each other, so that they still go out in one call.
 */
export class LookupRounds {
  private readonly rounds = new Map<string, Round>();
  private readonly timers: Timers;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** A lookup has begun that is not answered at once. */
  begin(group: string, lookup: object): void {
    let round = this.rounds.get(group);
    if (round === undefined) {
      round = { open: new Set(), held: new Map(), cancelTimer: () => undefined };
      this.rounds.set(group, round);
    }
    round.open.add(lookup);
  }

  /** It was answered, and what it was for has to be called for: `call` does so, with the others of the round. */
  hold(group: string, lookup: object, call: () => void): void {
    const round = this.rounds.get(group);
    if (round === undefined || !round.open.delete(lookup)) {
      call();
      return;
    }
    round.held.set(lookup, call);
    if (round.open.size > 0 && round.held.size === 1) {
      round.cancelTimer = this.timers.set(longestRoundMs, () => this.release(group, round));
    }
    if (round.open.size === 0) this.release(group, round);
  }

  /** It was answered otherwise, or left. */
  leave(group: string, lookup: object): void {
    const round = this.rounds.get(group);
    if (round === undefined) return;
    round.open.delete(lookup);
    round.held.delete(lookup);
    if (round.open.size === 0) this.release(group, round);
  }

  private release(group: string, round: Round): void {
    round.cancelTimer();
    if (round.open.size === 0 && this.rounds.get(group) === round) this.rounds.delete(group);
    const calls = [...round.held.values()];
    round.held.clear();
    for (const call of calls) call();
  }
}
