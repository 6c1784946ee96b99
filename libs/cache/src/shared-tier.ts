import type { SharedRecord } from './shared-record.ts';

/** What a shared tier has under a key. */
export type SharedRead =
  | {
      readonly kind: 'found';
      readonly record: SharedRecord;
      /** Since it was stored; rather too much than too little. */
      readonly ageMs: number;
      /** Whether it has been invalidated, or may have been. */
      readonly marked: boolean;
      readonly lease: Lease;
    }
  | { readonly kind: 'nothing'; readonly lease: Lease }
  /** The one who was waited for has asked in vain. */
  | { readonly kind: 'failed'; readonly failure: Uint8Array }
  /** It does not answer now: go on without it. */
  | { readonly kind: 'unavailable' };

/** Who asks for the value, where what was found is not good enough. */
export type Lease =
  /** Nobody has to. */
  | { readonly kind: 'none' }
  /** This replica, from now on, for a short time unless it is renewed. */
  | { readonly kind: 'ours' }
  /** Another one, already. */
  | { readonly kind: 'theirs'; readonly holder: string };

/** What a read is for. */
export interface SharedQuestion {
  /** What is good enough: what may be served, or only what need not be refreshed. */
  readonly wanted: 'useful' | 'fresh';
  /** Who held the lease when this was asked last: if that one has failed since, so has this. */
  readonly waitedFor: string | undefined;
}

/** What a shared tier tells without being asked. */
export interface SharedTierListener {
  /** Another replica has invalidated these tags. */
  invalidated(tags: readonly string[]): void;
  /** All invalidations up to now have been told. Comes every second or so while all is well. */
  heardAll(): void;
  /** Invalidations were missed and cannot be told any more. */
  lostTrack(): void;
}

/**
 * A tier that several replicas share. It may be slow, full, read-only or away at any time, and is never waited for longer
 * than a few milliseconds; while it is `usable: false` nobody should ask it, and nothing is lost.
 */
export interface SharedTier {
  readonly usable: boolean;
  /** Its present moment, or a little less; undefined before it was first heard of. */
  moment(): number | undefined;
  read(key: string, question: SharedQuestion, done: (read: SharedRead) => void): void;
  /** Keeps a record, unless it was invalidated since it was asked for, or has gaps that a usable whole one has not. */
  write(key: string, record: SharedRecord): void;
  remove(key: string): void;
  /** Keeps a lease that is ours. */
  renew(key: string): void;
  /** Gives a lease that is ours back; with a failure, those who wait for it are told that. */
  release(key: string, failure: Uint8Array | undefined): void;
  /**
   * Invalidates tags for all replicas: at once where it can, else as soon as it can again.
   *
   * @param done - Called once, when all replicas have marked their entries, or after a short time.
   */
  invalidate(tags: readonly string[], done: () => void): void;
  /** Who is told; one at a time. */
  listen(listener: SharedTierListener): void;
  close(): void;
}
