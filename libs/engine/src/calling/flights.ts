import type { Stamp } from '@tributary/cache';
import { statusCode } from '@tributary/upstream';
import type { Cancel } from '../engine.ts';

/** How a call ended, before anybody looks into the reply. */
export type FlightResult =
  | { readonly kind: 'reply'; readonly message: Uint8Array; readonly completeness: Uint8Array | undefined }
  | { readonly kind: 'malformed' }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly message: string;
      readonly details: Uint8Array | undefined;
    };

/** Makes the call with a deadline. */
export type Launch = (deadlineMs: number, done: (result: FlightResult) => void) => Cancel;

interface Waiter {
  readonly deadlineMs: number;
  readonly done: Landed;
}

/**
 * How a waiter hears of the end.
 *
 * @param shared - another one's call was joined
 * @param asked - when the call was made, for what is stored of its reply
 */
export type Landed = (result: FlightResult, shared: boolean, asked: Stamp | undefined) => void;

/** Of a status of the upstream's own this close to the deadline nobody can tell who was first. */
const slackMs = 5;

interface Flight {
  readonly waiters: Set<Waiter>;
  readonly launch: Launch;
  deadlineMs: number;
  asked: Stamp | undefined;
  restarted: boolean;
  shared: boolean;
  cancel: Cancel;
}

/**
 * Calls in flight that equal calls join. A flight carries its starter's deadline; where that ends it while others still
 * wait, it is made once more with the longest of theirs. A waiter that leaves only leaves; the last one ends it.
 */
export class Flights {
  private readonly flights = new Map<string, Flight>();
  private readonly now: () => number;
  private readonly askedAt: () => Stamp | undefined;

  /**
   * @param now - epoch milliseconds
   * @param askedAt - the cache's stamp for a value that is asked for now
   */
  constructor(now: () => number, askedAt: () => Stamp | undefined) {
    this.now = now;
    this.askedAt = askedAt;
  }

  /** Calls in flight. */
  get size(): number {
    return this.flights.size;
  }

  /**
   * Joins the call with this key, or makes it.
   *
   * @param key - undefined: not to be shared
   * @param done - called at most once, not before this returns
   * @returns for leaving
   */
  join(key: string | undefined, launch: Launch, deadlineMs: number, done: Landed): Cancel {
    const waiter: Waiter = { deadlineMs, done };
    const known = key === undefined ? undefined : this.flights.get(key);
    if (known !== undefined) {
      known.shared = true;
      known.waiters.add(waiter);
      return () => this.leave(key, known, waiter);
    }
    const flight: Flight = {
      waiters: new Set([waiter]),
      launch,
      deadlineMs,
      asked: undefined,
      restarted: false,
      shared: false,
      cancel: () => undefined,
    };
    if (key !== undefined) this.flights.set(key, flight);
    this.start(key, flight);
    return () => this.leave(key, flight, waiter);
  }

  private start(key: string | undefined, flight: Flight): void {
    const first = !flight.restarted;
    const [starter] = flight.waiters;
    flight.asked = this.askedAt();
    flight.cancel = flight.launch(flight.deadlineMs, (result) => {
      if (result.kind === 'status' && result.code === statusCode.DEADLINE_EXCEEDED && this.restart(key, flight)) return;
      this.end(key, flight);
      const waiters = [...flight.waiters];
      flight.waiters.clear();
      for (const waiter of waiters) waiter.done(result, flight.shared && !(first && waiter === starter), flight.asked);
    });
  }

  private leave(key: string | undefined, flight: Flight, waiter: Waiter): void {
    if (!flight.waiters.delete(waiter)) return;
    if (flight.waiters.size === 0) {
      this.end(key, flight);
      flight.cancel();
    } else this.restart(key, flight);
  }

  /** Once more, where the deadline that it carries is over and others can still wait. */
  private restart(key: string | undefined, flight: Flight): boolean {
    const now = this.now();
    if (flight.restarted || now < flight.deadlineMs - slackMs) return false;
    const longest = Math.max(...[...flight.waiters].map(({ deadlineMs }) => deadlineMs));
    if (longest <= Math.max(now, flight.deadlineMs)) return false;
    flight.cancel();
    flight.restarted = true;
    flight.deadlineMs = longest;
    this.start(key, flight);
    return true;
  }

  private end(key: string | undefined, flight: Flight): void {
    if (key !== undefined && this.flights.get(key) === flight) this.flights.delete(key);
  }
}
