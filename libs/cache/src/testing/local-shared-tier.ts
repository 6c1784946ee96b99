import type { Clock } from '../clock.ts';
import { decodeRecord, encodeRecord, type SharedRecord } from '../shared-record.ts';
import type { Lease, SharedRead, SharedTier, SharedTierListener } from '../shared-tier.ts';

/** What local shared tiers share: as Redis would have it, in this process. */
export class LocalStore {
  readonly records = new Map<string, Uint8Array>();
  readonly leases = new Map<string, { readonly owner: object; readonly untilMs: number }>();
  readonly invalidatedAt = new Map<string, number>();
  readonly tiers: LocalSharedTier[] = [];
}

/** One replica's way to a local store, for specs: what a shared tier has to do, done plainly. */
export class LocalSharedTier implements SharedTier {
  readonly #store: LocalStore;
  readonly #clock: Clock;
  usable = true;
  /** What is to be answered later: set it to hold answers back. */
  held: (() => void)[] | undefined;
  listener: SharedTierListener | undefined;

  constructor(store: LocalStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.tiers.push(this);
  }

  moment(): number {
    return this.#clock.now() * 1000;
  }

  read(key: string, done: (read: SharedRead) => void): void {
    const bytes = this.#store.records.get(key);
    const record = bytes === undefined ? undefined : decodeRecord(bytes);
    const read = this.usable ? this.#judge(key, record) : ({ kind: 'unavailable' } as const);
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

  #judge(key: string, record: SharedRecord | undefined): SharedRead {
    if (record === undefined) return { kind: 'nothing', lease: this.#lease(key) };
    const ageMs = (this.moment() - record.storedAt) / 1000;
    const marked = this.#marked(record);
    const { ttlMs, staleWhileRevalidateMs } = record.lifetime;
    const useful = !marked && ageMs < ttlMs + staleWhileRevalidateMs;
    return { kind: 'found', record, ageMs, marked, lease: useful ? 'none' : this.#lease(key) };
  }

  #lease(key: string): Lease {
    const lease = this.#store.leases.get(key);
    if (lease !== undefined && lease.owner !== this && lease.untilMs > this.#clock.now()) return 'theirs';
    this.#store.leases.set(key, { owner: this, untilMs: this.#clock.now() + 250 });
    return 'ours';
  }

  #marked({ tags, asked }: SharedRecord): boolean {
    return tags.some((tag) => (this.#store.invalidatedAt.get(tag) ?? 0) >= asked);
  }
}
