import type { Cancel } from './byte-cache.ts';

/** Begins work and returns how to end it early. `done` counts once, and may be called before this returns. */
export type Start<T> = (done: (result: T) => void) => Cancel;

/**
 * Gets the result, at most once.
 *
 * @param shared - Whether others took part in the same work, from before or after.
 */
export type Waiter<T> = (result: T, shared: boolean) => void;

/** One's part in a flight. */
export interface Joined {
  /** Ends one's own waiting; the last one to leave ends the work. */
  readonly leave: Cancel;
  /** True where the work was already in flight; false for its starter. */
  readonly joined: boolean;
}

interface Flight<T> {
  /** In joining order. */
  readonly waiters: Set<Waiter<T>>;
  shared: boolean;
  settled: boolean;
  cancel: Cancel;
}

export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  get size(): number {
    return this.#flights.size;
  }

  join(_key: string, _start: Start<T>, _waiter: Waiter<T>): Joined {
    throw new Error('not there yet');
  }
}
