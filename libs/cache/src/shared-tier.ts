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
  /** It does not answer now: go on without it. */
  | { readonly kind: 'unavailable' };

/** See `Lease`; in the order of the numbers that stand for them in the shared tier. */
export const LEASES = ['none', 'ours', 'theirs'] as const;

/**
 * Who asks for the value, where what was found is not good enough for anybody: this replica from now on (`ours`), for a
 * short time, or another one already (`theirs`). `none`: nobody has to.
 */
export type Lease = (typeof LEASES)[number];

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
  read(key: string, done: (read: SharedRead) => void): void;
  /** Keeps a record, unless it was invalidated since it was asked for, or has gaps that a usable whole one has not. */
  write(key: string, record: SharedRecord): void;
  remove(key: string): void;
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
