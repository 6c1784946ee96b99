import { RedisTier, TieredCache, type Lookup, type Patience, type Policy, type RedisChange } from '@tributary/cache';

/** The policy that specs use unless they say otherwise. */
export const policy: Policy = {
  ttlMs: 60_000,
  staleWhileRevalidateMs: 60_000,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 5000,
  degradedTtlMs: 1000,
};

const timers = {
  after: (delayMs: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

let asked = 0;

/** One process's cache, with Redis behind it. */
export class Replica {
  readonly cache: TieredCache;
  readonly tier: RedisTier;
  readonly changes: RedisChange[] = [];
  #waiting: (() => void)[] = [];

  constructor(url: string, patience: Patience) {
    const clock = { now: () => Date.now() };
    this.tier = new RedisTier({
      url,
      clock,
      timers,
      random: Math.random,
      patience,
      onChange: (change) => {
        this.changes.push(change);
        for (const resume of this.#waiting.splice(0)) resume();
      },
    });
    this.cache = new TieredCache({ maxBytes: 16 * 1024 * 1024, clock, timers, shared: this.tier });
  }

  /** Waits until Redis is in use, or is not. */
  async until(kind: RedisChange['kind']): Promise<void> {
    while (this.changes.at(-1)?.kind !== kind) await new Promise<void>((resume) => this.#waiting.push(resume));
  }

  async find(key: string, changes: Partial<Policy> = {}): Promise<Lookup> {
    return await new Promise((found) => this.cache.find(key, { ...policy, ...changes }, found));
  }

  /** What a hit holds, or how the lookup went otherwise. */
  async text(key: string, changes: Partial<Policy> = {}): Promise<string> {
    const lookup = await this.find(key, changes);
    return lookup.kind === 'hit' ? new TextDecoder().decode(lookup.entry.bytes) : lookup.kind;
  }

  store(key: string, text: string, tags: string[] = [], changes: Partial<Policy> = {}): boolean {
    return this.cache.store(
      key,
      { kind: 'value', bytes: new TextEncoder().encode(text), degraded: false },
      { ...policy, ...changes },
      tags,
      this.cache.askedAt(),
    );
  }

  /** Waits until Redis has taken what was sent to it before: answers come in order. */
  async written(): Promise<void> {
    await this.find(`never stored ${++asked}`);
  }

  async invalidate(...tags: string[]): Promise<void> {
    await new Promise((done) => this.cache.invalidateEverywhere(tags, done));
  }
}
