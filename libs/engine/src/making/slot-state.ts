import type { MessagePlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { Gap } from '../completeness/completeness.ts';
import type { Failure } from '../failure/failure.ts';
import type { Frame } from './frame.ts';

/** What a slot holds. */
export type SlotValue =
  /** Of the slot's type. */
  | { readonly kind: 'raw'; readonly value: RawValue }
  /** A composed message, made. */
  | { readonly kind: 'message'; readonly frame: Frame }
  /** Composed messages, made; those that were left out are not in it. */
  | { readonly kind: 'messages'; readonly frames: readonly Frame[] };

/** What there is to tell of a slot's value, besides it. */
export type Note =
  | { readonly kind: 'fallback'; readonly failure: Failure }
  | { readonly kind: 'stale'; readonly failure: Failure; readonly ageMs: number }
  | { readonly kind: 'dropped'; readonly index: number; readonly failure: Failure }
  /** A gap that the upstream tells of; its path is relative to the slot's value. */
  | { readonly kind: 'inner'; readonly gap: Gap };

/**
 * How far a slot is.
 *
 * - `idle`: nobody has asked for it;
 * - `running`: it is being worked out;
 * - `value`, `none`, `failed`: it is settled.
 */
export type SlotStatus = 'idle' | 'running' | 'value' | 'none' | 'failed';

/** A slot of a frame. */
export class SlotState {
  status: SlotStatus = 'idle';
  value: SlotValue | undefined = undefined;
  failure: Failure | undefined = undefined;
  /** Its failure is a gap and no more, though the slot itself is required: the message's own source is optional. */
  tolerated = false;
  notes: Note[] | undefined = undefined;
  waiters: (() => void)[] | undefined = undefined;

  get settled(): boolean {
    return this.status !== 'idle' && this.status !== 'running';
  }

  /** Hears of it when the slot is settled. */
  wait(waiter: () => void): void {
    // A list of one from the start: pushed to an empty one, it would hold room for many.
    if (this.waiters === undefined) this.waiters = [waiter];
    else this.waiters.push(waiter);
  }

  /** The value as bytes have it; undefined where there is none. */
  raw(): RawValue | undefined {
    const { value } = this;
    switch (value?.kind) {
      case undefined:
        return undefined;
      case 'raw':
        return value.value;
      case 'message':
        return value.frame.bytes();
      case 'messages':
        return value.frames.map((frame) => frame.bytes());
    }
  }
}

/** A message to be made. */
export interface Making {
  readonly plan: MessagePlan;
  /** Undefined: it has none, or one of its own. */
  readonly source: RawValue | undefined;
}
