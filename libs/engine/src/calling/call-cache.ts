import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { AskingEnd, ByteCache, Entry as CacheEntry, Lookup, Policy, Search, Stamp } from '@tributary/cache';
import type { CachePlan, CallPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { Writer, type RawValue } from '@tributary/wire';
import type { CallOutcome } from './asked-call.ts';
import type { ItemResult } from './batches.ts';
import type { BackgroundWork } from './background-work.ts';
import { refreshBehind } from './refresh-behind.ts';
import { resultOf } from './shared-failure.ts';
import type { Cancel } from '../engine.ts';
import type { Failure } from '../failure/failure.ts';
import type { FlightResult } from './flights.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';
import { hasOwnGaps } from '../completeness/inner-gaps.ts';
import { missingItem, upstreamFailed } from '../failure/upstream-failure.ts';

/** A cached reply. */
export interface CachedCall {
  readonly ageMs: number;
  outcome(stale: { ageMs: number; failure: Failure } | undefined): CallOutcome;
}

/** A refresh behind an answer: how long to wait before it starts. */
export interface RefreshBehind {
  readonly delayMs: number;
}

/**
 * What the cache has for a call. After a miss `missEnded`, with `refresh` `refreshEnded` must be said once, whatever becomes
 * of it.
 */
export type FoundCall =
  | { readonly kind: 'miss' }
  | {
      readonly kind: 'fresh';
      readonly outcome: CallOutcome;
      readonly negative: boolean;
      readonly ageMs: number;
      readonly refresh: RefreshBehind | undefined;
    }
  | { readonly kind: 'expired'; readonly call: CachedCall; readonly refresh: 'first' | undefined }
  /** Another replica has called, in vain; with `stale`, as if that had been a refresh of one's own. */
  | { readonly kind: 'failed'; readonly result: CallResult; readonly stale: CachedCall | undefined };

/** Whether a result is kept, or need not be; or why not: it has gaps of its own, or the cache refuses it. */
export type Keeping = 'done' | 'has-gaps' | 'refused';

/** How a call ended. */
export type CallResult = ItemResult | FlightResult;

/** Replies of calls in the cache: before `select`, `absent` and `errors`; of a batch, per key. */
export class CallCache {
  private readonly cache: ByteCache;
  private readonly background: BackgroundWork;
  /** Keys under which a result was kept: all who waited for a call tell of it. */
  private readonly kept = new WeakMap<CallResult, Set<string>>();

  constructor(cache: ByteCache, background: BackgroundWork) {
    this.cache = cache;
    this.background = background;
  }

  /** Looks a call up. */
  find(key: string, plan: CallPlan, found: (call: FoundCall) => void): Search {
    return this.cache.find(key, policyOf(plan.cache), (lookup) => found(readLookup(plan, lookup)));
  }

  /** Keeps what a call gave. */
  store(key: string, plan: CallPlan, result: CallResult, tags: readonly string[], asked: Stamp | undefined): Keeping {
    if (asked === undefined) return 'done';
    const entry = entryOf(plan, result);
    if (entry === undefined) return 'done';
    if (entry === 'has-gaps') return 'has-gaps';
    const keys = this.kept.get(result) ?? new Set();
    if (keys.has(key)) return 'done';
    this.kept.set(result, keys.add(key));
    const policy = policyOf(plan.cache);
    const stored = this.cache.store(key, entry, policy, tags, asked);
    return stored || (entry.kind === 'not-found' && policy.negativeTtlMs <= 0) ? 'done' : 'refused';
  }

  /** Says that calling after a miss is over. */
  missEnded(key: string, end: AskingEnd): void {
    this.cache.missEnded(key, end);
  }

  /** Says that a refresh which a lookup asked for is over. */
  refreshEnded(key: string, end: AskingEnd): void {
    this.cache.refreshEnded(key, end);
  }

  /** Says of what was found that nothing is made of it. */
  forget(key: string, found: FoundCall): void {
    const end: AskingEnd = { kind: 'over' };
    if (found.kind === 'miss') this.cache.missEnded(key, end);
    else if (found.kind === 'failed' ? found.stale !== undefined : found.refresh !== undefined) {
      this.cache.refreshEnded(key, end);
    }
  }

  /** Runs a refresh behind an answer, unless another replica does; says when it is over, however that came about. */
  refreshBehind(key: string, { delayMs }: RefreshBehind, start: (ended: (end: AskingEnd) => void) => Cancel): void {
    refreshBehind(this.cache, this.background, key, delayMs, start);
  }
}

function readLookup(plan: CallPlan, lookup: Lookup): FoundCall {
  switch (lookup.kind) {
    case 'miss':
      return { kind: 'miss' };
    case 'hit':
    case 'revalidate': {
      const { entry, ageMs } = lookup;
      const negative = entry.kind === 'not-found';
      const outcome = negative ? notFound(plan, entry.bytes) : replyOf(plan, entry.bytes, undefined);
      const refresh =
        lookup.kind === 'revalidate' && lookup.refresh
          ? // Keys are gathered into calls, which is worth more than spreading them.
            { delayMs: plan.batch === undefined ? lookup.delayMs : 0 }
          : undefined;
      return { kind: 'fresh', outcome, negative, ageMs, refresh };
    }
    case 'stale': {
      const { entry, ageMs, refresh } = lookup;
      return { kind: 'expired', call: expired(plan, entry, ageMs), refresh: refresh ? 'first' : undefined };
    }
    case 'failed': {
      const { failure, stale } = lookup;
      const call = stale === undefined ? undefined : expired(plan, stale.entry, stale.ageMs);
      return { kind: 'failed', result: resultOf(failure), stale: call };
    }
  }
}

function expired(plan: CallPlan, { bytes }: CacheEntry, ageMs: number): CachedCall {
  return { ageMs, outcome: (stale) => replyOf(plan, bytes, stale) };
}

/** The times of a cache option as the cache takes them. */
export function policyOf(plan: CachePlan | undefined): Policy {
  return {
    ttlMs: plan?.ttlMs ?? 0,
    staleWhileRevalidateMs: plan?.staleWhileRevalidateMs ?? 0,
    staleIfErrorMs: plan?.staleIfErrorMs ?? 0,
    negativeTtlMs: plan?.negativeTtlMs ?? 0,
    degradedTtlMs: plan?.degradedTtlMs ?? 0,
  };
}

/** What is kept of a result; undefined: nothing. A reply with gaps of its own is not stored. */
function entryOf(plan: CallPlan, result: CallResult): CacheEntry | 'has-gaps' | undefined {
  switch (result.kind) {
    case 'reply':
      if (hasOwnGaps(plan, result.message, result.completeness)) return 'has-gaps';
      return { kind: 'value', bytes: result.message, degraded: false };
    case 'item': {
      if (hasOwnGaps(plan, result.reply, result.completeness)) return 'has-gaps';
      return { kind: 'value', bytes: itemBytes(plan, result.value), degraded: false };
    }
    case 'missing':
      return { kind: 'not-found', bytes: new Uint8Array() };
    case 'status': {
      const { code, details, message } = result;
      if (code !== statusCode.NOT_FOUND) return undefined;
      return { kind: 'not-found', bytes: details ?? toBinary(StatusSchema, create(StatusSchema, { code, message })) };
    }
    case 'malformed':
      return undefined;
  }
}

/** An item that is a number is kept as a list of one. */
function itemBytes({ batch }: CallPlan, value: RawValue): Uint8Array {
  if (value instanceof Uint8Array || batch === undefined) return value instanceof Uint8Array ? value : new Uint8Array();
  const writer = new Writer(16);
  writer.field(batch.itemsField, [value]);
  return writer.finish();
}

function replyOf(
  plan: CallPlan,
  bytes: Uint8Array,
  stale: { ageMs: number; failure: Failure } | undefined,
): CallOutcome {
  return { kind: 'reply', value: valueOf(plan, bytes), completeness: undefined, item: undefined, stale };
}

function valueOf({ batch }: CallPlan, bytes: Uint8Array): RawValue {
  if (batch === undefined || ['message', 'group', 'string', 'bytes'].includes(batch.itemsField.kind)) return bytes;
  const items = batch.items(bytes);
  return Array.isArray(items) ? ((items as readonly RawValue[])[0] ?? 0) : 0;
}

function notFound({ name }: CallPlan, bytes: Uint8Array): CallOutcome {
  if (bytes.length === 0) return { kind: 'failed', failure: missingItem(name) };
  const { message } = fromBinary(StatusSchema, bytes);
  return { kind: 'failed', failure: upstreamFailed(name, statusCode.NOT_FOUND, message, bytes) };
}
