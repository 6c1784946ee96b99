import { lookup } from 'node:dns/promises';
import type { Address } from './address.ts';
import type { BackOff } from './back-off.ts';

/** Finds the IP addresses that a name stands for. Rejects, or finds none, where there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** By the system's resolver, so that `/etc/hosts` counts. */
export async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** What a resolver is given. */
export interface NameResolverOptions {
  readonly host: string;
  readonly port: number;
  readonly lookup: Lookup;
  readonly backOff: BackOff;
  readonly clock: () => number;
  /** Whether anyone waits for an answer: decides on another look-up after one that failed. */
  readonly wanted: () => boolean;
  /** The name stands for these addresses now; never empty. */
  readonly resolved: (addresses: readonly Address[]) => void;
  /** The look-up failed; {@link NameResolver.failure} says why. */
  readonly failed: () => void;
}

/** Names are not asked for more often, however often connections fail. */
const LOOKUP_MIN_MS = 1000;

/** Looks a name up, and again after failures: of the look-up itself, and of connections to what it found. */
export class NameResolver {
  readonly #options: NameResolverOptions;
  #resolving = false;
  #closed = false;
  #notBeforeMs = -Infinity;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NameResolverOptions) {
    this.#options = options;
  }

  /** Whether a call may hope for addresses soon. */
  get promising(): boolean {
    return this.#resolving && this.#failure === undefined;
  }

  /** Why the last look-up failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Looks up, unless that is under way or was done just now. */
  refresh(): void {
    if (this.#resolving || this.#closed || this.#options.clock() < this.#notBeforeMs) return;
    clearTimeout(this.#timer);
    this.#resolving = true;
    this.#options.lookup(this.#options.host).then(
      (found) => this.#onFound(found),
      (error: unknown) => this.#onFailure(error instanceof Error ? error.message : String(error)),
    );
  }

  /** For good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #onFound(found: readonly string[]): void {
    if (found.length === 0) return this.#onFailure('no addresses');
    this.#resolving = false;
    if (this.#closed) return;
    this.#failure = undefined;
    this.#options.backOff.reset();
    this.#notBeforeMs = this.#options.clock() + LOOKUP_MIN_MS;
    this.#options.resolved(found.map((host) => ({ kind: 'tcp', host, port: this.#options.port })));
  }

  #onFailure(reason: string): void {
    this.#resolving = false;
    if (this.#closed) return;
    this.#failure = `cannot resolve ${this.#options.host}: ${reason}`;
    const pauseMs = this.#options.backOff.nextMs();
    this.#notBeforeMs = this.#options.clock() + pauseMs;
    this.#timer = setTimeout(() => {
      this.#notBeforeMs = -Infinity;
      if (this.#options.wanted()) this.refresh();
    }, pauseMs);
    this.#timer.unref();
    this.#options.failed();
  }
}
