import type { EntryKind } from '../entry.ts';
import type { Lifetime } from '../policy.ts';
import type { Refreshable } from '../refreshes.ts';
import type { Moment } from '../stamp.ts';
import type { TagId } from '../tag-index.ts';

/** What is known of an entry when it is stored. */
export interface NewRecord {
  readonly kind: EntryKind;
  readonly bytes: Uint8Array;
  readonly lifetime: Lifetime;
  readonly storedAtMs: number;
  readonly asked: Moment;
  readonly tags: readonly TagId[];
}

/**
 * An entry as it lies in memory, with the times that it was stored with. Good until the store is used again: what it shows
 * then may be another one.
 */
export interface StoredRecord extends Lifetime, Refreshable {
  readonly kind: EntryKind;
  readonly storedAtMs: number;
  readonly asked: Moment;
  readonly tagCount: number;
  tag(index: number): TagId;
  /** The bytes, for whoever asks to keep. */
  bytes(): Uint8Array;
}
