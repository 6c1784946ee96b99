import type { AskingEnd, Cancel } from './byte-cache.ts';
import type { SharedTier } from './shared-tier.ts';
import type { Timers } from './timers.ts';

/** A lease lapses after a second, so that a replica that dies holds nobody up for long. */
const RENEW_EVERY_MS = 200;
/** So often at most: somebody may have forgotten to say that it is over. */
const MOST_RENEWALS = 300;

interface HeldLease {
  /** How many ask, and have not ended. */
  askers: number;
  cancelRenewal: Cancel;
}

/** The leases of this replica: kept as long as somebody asks for the value, then given back. */
export class HeldLeases {
  readonly #shared: SharedTier;
  readonly #timers: Timers;
  readonly #held = new Map<string, HeldLease>();

  constructor(shared: SharedTier, timers: Timers) {
    this.#shared = shared;
    this.#timers = timers;
  }

  /** A lease has become ours, or is still. */
  got(key: string): void {
    if (this.#held.has(key)) return;
    const held: HeldLease = { askers: 0, cancelRenewal: () => undefined };
    this.#held.set(key, held);
    this.#renewLater(key, held, 0);
  }

  /** One more asks for a value. */
  asking(key: string): void {
    const held = this.#held.get(key);
    if (held !== undefined) held.askers++;
  }

  /** One of those has ended. With the last one, and with the first that failed for all, the lease goes. */
  ended(key: string, end: AskingEnd): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.askers--;
    const failure = end.kind === 'over' ? undefined : end.failure;
    if (held.askers > 0 && failure === undefined) return;
    this.dropped(key);
    this.#shared.release(key, failure);
  }

  /** A lease is gone: with what was stored, or because nobody took it up. Tells whether there was one. */
  dropped(key: string): boolean {
    this.#held.get(key)?.cancelRenewal();
    return this.#held.delete(key);
  }

  /** Forgets all; they lapse. */
  close(): void {
    for (const key of [...this.#held.keys()]) this.dropped(key);
  }

  #renewLater(key: string, held: HeldLease, renewals: number): void {
    held.cancelRenewal = this.#timers.after(RENEW_EVERY_MS, () => {
      // Who found the lease has left before it could ask.
      if (held.askers <= 0 || renewals >= MOST_RENEWALS) {
        this.dropped(key);
        if (held.askers <= 0) this.#shared.release(key, undefined);
        return;
      }
      this.#shared.renew(key);
      this.#renewLater(key, held, renewals + 1);
    });
  }
}
