import type { Clock } from '../clock.ts';
import { decodeRecord, encodeRecord, type SharedRecord } from '../shared-record.ts';
import type { Lease, SharedQuestion, SharedRead, SharedTier, SharedTierListener } from '../shared-tier.ts';

interface LocalLease {
  readonly owner: string;
  readonly untilMs: number;
  /** Set where the owner has asked in vain. */
  readonly failure: Uint8Array | undefined;
}

/** What local shared tiers share: as Redis would have it, in this process. */
export class LocalStore {
  readonly records = new Map<string, Uint8Array>();
  readonly leases = new Map<string, LocalLease>();
  readonly invalidatedAt = new Map<string, number>();
  readonly tiers: LocalSharedTier[] = [];
}

/** One replica's way to a local store, for specs: what a shared tier has to do, done plainly. */
export class LocalSharedTier implements SharedTier {
  readonly #store: LocalStore;
  readonly #clock: Clock;
  readonly #name: string;
  usable = true;
  /** What is to be answered later: set it to hold answers back. */
  held: (() => void)[] | undefined;
  listener: SharedTierListener | undefined;

  constructor(store: LocalStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#name = `replica ${store.tiers.push(this)}`;
  }

  moment(): number {
    return this.#clock.now() * 1000;
  }

  read(key: string, question: SharedQuestion, done: (read: SharedRead) => void): void {
    const bytes = this.#store.records.get(key);
    const record = bytes === undefined ? undefined : decodeRecord(bytes);
    const read = this.usable ? this.#judge(key, record, question) : ({ kind: 'unavailable' } as const);
    if (this.held === undefined) done(read);
    else this.held.push(() => done(read));
  }

  write(key: string, record: SharedRecord): void {
    this.#store.leases.delete(key);
    const bytes = encodeRecord(record);
    if (bytes !== undefined && !this.#marked(record)) this.#store.records.set(key, bytes);
  }

  remove(key: string): void {
    this.#store.records.delete(key);
  }

  renew(key: string): void {
    if (this.#store.leases.get(key)?.owner === this.#name) this.#lend(key, undefined);
  }

  release(key: string, failure: Uint8Array | undefined): void {
    if (this.#store.leases.get(key)?.owner !== this.#name) return;
    if (failure === undefined) this.#store.leases.delete(key);
    else this.#lend(key, failure);
  }

  invalidate(tags: readonly string[], done: () => void): void {
    for (const tag of tags) this.#store.invalidatedAt.set(tag, this.moment() + 1);
    for (const tier of this.#store.tiers) if (tier !== this && tier.usable) tier.listener?.invalidated(tags);
    done();
  }

  listen(listener: SharedTierListener): void {
    this.listener = listener;
  }

  close(): void {
    this.usable = false;
  }

  #judge(key: string, record: SharedRecord | undefined, { wanted, waitedFor }: SharedQuestion): SharedRead {
    if (record !== undefined) {
      const ageMs = (this.moment() - record.storedAt) / 1000;
      const marked = this.#marked(record);
      const { ttlMs, staleWhileRevalidateMs } = record.lifetime;
      const useful = !marked && ageMs < ttlMs + (wanted === 'useful' ? staleWhileRevalidateMs : 0);
      const lease = useful ? ({ kind: 'none' } as const) : this.#lease(key, waitedFor);
      return lease.kind === 'failed' ? lease : { kind: 'found', record, ageMs, marked, lease };
    }
    const lease = this.#lease(key, waitedFor);
    return lease.kind === 'failed' ? lease : { kind: 'nothing', lease };
  }

  #lease(key: string, waitedFor: string | undefined): Lease | (SharedRead & { kind: 'failed' }) {
    const lease = this.#store.leases.get(key);
    if (lease !== undefined && lease.untilMs > this.#clock.now()) {
      if (lease.failure !== undefined && lease.owner === waitedFor) return { kind: 'failed', failure: lease.failure };
      if (lease.failure === undefined && lease.owner !== this.#name) return { kind: 'theirs', holder: lease.owner };
    }
    this.#lend(key, undefined);
    return { kind: 'ours' };
  }

  #lend(key: string, failure: Uint8Array | undefined): void {
    this.#store.leases.set(key, { owner: this.#name, untilMs: this.#clock.now() + 250, failure });
  }

  #marked({ tags, asked }: SharedRecord): boolean {
    return tags.some((tag) => (this.#store.invalidatedAt.get(tag) ?? 0) >= asked);
  }
}
