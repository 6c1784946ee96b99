import type { Cancel } from './byte-cache.ts';

/** Begins work and returns how to end it early. `done` counts once, and may be called before this returns. */
export type Start<T> = (done: (result: T) => void) => Cancel;

/**
 * Gets the result, at most once.
 *
 * @param shared - Whether others took part in the same work, even if they left.
 */
export type Waiter<T> = (result: T, shared: boolean) => void;

/** One's part in a flight. */
export interface Joined {
  /** Ends one's own waiting; the last one to leave ends the work. Too late, or again, it does nothing. */
  readonly leave: Cancel;
  /** True where the work was already in flight; false for its starter. */
  readonly joined: boolean;
}

/** One waiter of a flight. An object of its own, for the same function may wait twice. */
interface Seat<T> {
  readonly waiter: Waiter<T>;
}

interface Flight<T> {
  /** In joining order. */
  readonly seats: Set<Seat<T>>;
  shared: boolean;
  over: boolean;
  /** Not known until the work has been begun. */
  cancel: Cancel | undefined;
}

/**
 * Equal work in flight is done once (Go's `singleflight`, with waiters that can leave).
 *
 * Results, failures among them, go to all who wait, in the order they joined. The flight is over before the first of them
 * hears of it: who joins from within a callback starts anew, and who is made to leave by another's callback hears nothing.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Flights that are not over. */
  get size(): number {
    return this.#flights.size;
  }

  /**
   * Waits for the work under this key, and starts it where it is not in flight.
   *
   * Where `start` is done before it returns, the waiter has been called when this returns.
   *
   * @throws What `start` throws, to its starter; the flight is over then, and nobody hears of it.
   */
  join(key: string, start: Start<T>, waiter: Waiter<T>): Joined {
    const seat: Seat<T> = { waiter };
    const running = this.#flights.get(key);
    if (running !== undefined) {
      running.seats.add(seat);
      running.shared = true;
      return { leave: () => this.#leave(key, running, seat), joined: true };
    }
    const flight: Flight<T> = { seats: new Set([seat]), shared: false, over: false, cancel: undefined };
    this.#flights.set(key, flight);
    this.#begin(key, flight, start);
    return { leave: () => this.#leave(key, flight, seat), joined: false };
  }

  #begin(key: string, flight: Flight<T>, start: Start<T>): void {
    try {
      flight.cancel = start((result) => this.#land(key, flight, result));
    } catch (thrown) {
      this.#end(key, flight);
      throw thrown;
    }
  }

  #leave(key: string, flight: Flight<T>, seat: Seat<T>): void {
    flight.seats.delete(seat);
    if (flight.over || flight.seats.size > 0) return;
    this.#end(key, flight);
    flight.cancel?.();
  }

  #land(key: string, flight: Flight<T>, result: T): void {
    if (flight.over) return;
    this.#end(key, flight);
    const thrown: unknown[] = [];
    // The set shrinks while it is walked when a callback makes others leave; the walk then leaves them out.
    for (const seat of flight.seats) {
      flight.seats.delete(seat);
      try {
        seat.waiter(result, flight.shared);
      } catch (error) {
        thrown.push(error);
      }
    }
    // A waiter that throws is a bug, but not one of the others': they hear first.
    if (thrown.length === 1) throw thrown[0];
    if (thrown.length > 1) throw new AggregateError(thrown, 'several waiters of one flight threw');
  }

  #end(key: string, flight: Flight<T>): void {
    if (flight.over) return;
    flight.over = true;
    this.#flights.delete(key);
  }
}
