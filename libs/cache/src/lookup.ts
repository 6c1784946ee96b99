import type { Entry } from './entry.ts';

/** Nothing that may be used: ask for the value. */
export interface Miss {
  readonly kind: 'miss';
}

/** Fresh: use it. */
export interface Hit {
  readonly kind: 'hit';
  readonly entry: Entry;
  /** What is left of the time to live, more than 0. Exact: no jitter goes into it. */
  readonly ttlMs: number;
  /** Since it was stored. */
  readonly ageMs: number;
}

/** Past its time to live, within stale-while-revalidate: use it, as good as fresh. */
export interface Revalidate {
  readonly kind: 'revalidate';
  readonly entry: Entry;
  /** Minus the time since the time to live ended; 0 or less. */
  readonly ttlMs: number;
  readonly ageMs: number;
  /**
   * True for exactly one asker: start the refresh behind the answer, and say `refreshEnded` when it is over, however it
   * went. The others get false until then (or for a minute, lest a refresh that nobody ends were the last).
   */
  readonly refresh: boolean;
  /**
   * With `refresh`: how long to wait before it starts, a random part of a tenth of the time to live or of what is left of
   * the window, at most a second. It keeps values that were stored together from being asked for together again; it may
   * be ignored where gathering calls is worth more (a batch).
   */
  readonly delayMs: number;
}

/** Only for when the value cannot be had: ask for it first, and use this where that fails. */
export interface Stale {
  readonly kind: 'stale';
  readonly entry: Entry;
  readonly ageMs: number;
  /**
   * True: ask first, and say `refreshEnded` when that is over. False: asking failed lately, or
   * somebody else is just trying again after that: the old value may be used without asking.
   */
  readonly refresh: boolean;
}

/** Another replica has asked for the value meanwhile, in vain. It is told to those who waited for it, and is not kept. */
export interface Failed {
  readonly kind: 'failed';
  /** What that replica has told, see `AskingEnd`. */
  readonly failure: Uint8Array;
  /** What may be used instead, if there is something; `refreshEnded` is to be said for it, as if one had asked oneself. */
  readonly stale: Stale | undefined;
}

/** What memory knows about a key, for one asker at one moment. */
export type Remembered = Miss | Hit | Revalidate | Stale;

/** What a cache knows about a key, for one asker at one moment. */
export type Lookup = Remembered | Failed;
