import type { CallPlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import { groupKey } from './call-keys.ts';
import type { Metadata } from './call-sender.ts';
import { forwardedBy, traceOf } from './forwarded-metadata.ts';

/** A call as it will go out, of a batch without the keys; and what tells it from others. */
export interface PreparedCall {
  readonly plan: CallPlan;
  readonly request: Uint8Array;
  /** What is forwarded of the caller's metadata. */
  readonly metadata: Metadata;
  /** The trace context. */
  readonly trace: Metadata;
  /** See {@link groupKey}. */
  readonly key: string;
}

/** Prepares the calls of one request. What elements of a list ask for is mostly the same call, and is prepared once. */
export class CallPreparation {
  private readonly read: (key: string) => string | undefined;
  private readonly latest = new Map<CallPlan, PreparedCall>();
  private trace: Metadata | undefined;

  /** @param read - the caller's metadata */
  constructor(read: (key: string) => string | undefined) {
    this.read = read;
  }

  /** @param key - of a batch */
  prepare(plan: CallPlan, request: Uint8Array, key: RawValue | undefined): PreparedCall {
    const before = key === undefined ? undefined : this.latest.get(plan);
    if (before !== undefined && equalBytes(before.request, request)) return before;
    const metadata = forwardedBy(plan, this.read);
    this.trace ??= traceOf(this.read);
    const prepared = { plan, request, metadata, trace: this.trace, key: groupKey(plan, metadata, request) };
    if (key !== undefined) this.latest.set(plan, prepared);
    return prepared;
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
