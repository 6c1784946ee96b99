import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Cache, Policy, Stamp } from '@tributary/cache';
import type { CachePlan, CallPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { Writer, type RawValue } from '@tributary/wire';
import type { ItemResult } from './batches.ts';
import type { BackgroundWork } from './background-work.ts';
import type { Cancel } from './engine.ts';
import type { Failure } from './failure.ts';
import type { FlightResult } from './flights.ts';
import { StatusSchema } from './generated/google/rpc/status_pb.ts';
import { hasOwnGaps } from './inner-gaps.ts';
import { missingItem, type CallOutcome } from './request-calls.ts';
import { upstreamFailed } from './upstream-failure.ts';

/** A cached reply. */
export interface CachedCall {
  readonly ageMs: number;
  outcome(stale: { ageMs: number; failure: Failure } | undefined): CallOutcome;
}

/** What the cache has for a call. */
export type FoundCall =
  | { readonly kind: 'miss' }
  | { readonly kind: 'fresh'; readonly outcome: CallOutcome; readonly negative: boolean; readonly refresh: boolean }
  | { readonly kind: 'expired'; readonly call: CachedCall; readonly refresh: boolean };

/** Replies of calls in the cache: before `select`, `absent` and `errors`; of a batch, per key. */
export class CallCache {
  private readonly cache: Cache;
  private readonly background: BackgroundWork;

  constructor(cache: Cache, background: BackgroundWork) {
    this.cache = cache;
    this.background = background;
  }

  /** Looks a call up. */
  find(key: string, plan: CallPlan, found: (call: FoundCall) => void): Cancel {
    return this.cache.find(key, policyOf(plan.cache), (lookup) => {
      switch (lookup.kind) {
        case 'miss':
          found({ kind: 'miss' });
          return;
        case 'hit':
        case 'revalidate': {
          const { entry } = lookup;
          const outcome =
            entry.kind === 'not-found' ? notFound(plan, entry.bytes) : replyOf(plan, entry.bytes, undefined);
          const refresh = lookup.kind === 'revalidate' && lookup.refresh;
          found({ kind: 'fresh', outcome, negative: entry.kind === 'not-found', refresh });
          return;
        }
        case 'stale': {
          const { entry, ageMs, refresh } = lookup;
          const call: CachedCall = { ageMs, outcome: (stale) => replyOf(plan, entry.bytes, stale) };
          found({ kind: 'expired', call, refresh });
        }
      }
    });
  }

  /** Keeps what a call gave, where it may be kept. */
  store(
    key: string,
    plan: CallPlan,
    result: ItemResult | FlightResult,
    tags: readonly string[],
    asked: Stamp | undefined,
    refreshed: boolean,
  ): void {
    if (asked !== undefined) {
      const policy = policyOf(plan.cache);
      const bytes = bytesToKeep(plan, result);
      if (bytes !== undefined) this.cache.store(key, { kind: 'value', bytes, degraded: false }, policy, tags, asked);
      const absent = statusToKeep(result);
      if (absent !== undefined) this.cache.store(key, { kind: 'not-found', bytes: absent }, policy, tags, asked);
    }
    if (refreshed) this.cache.refreshEnded(key);
  }

  /** Runs something behind the answer. */
  behind(start: (ended: () => void) => Cancel): void {
    this.background.start(start);
  }
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

/** A reply with gaps of its own is not stored. */
function bytesToKeep(plan: CallPlan, result: ItemResult | FlightResult): Uint8Array | undefined {
  if (result.kind === 'reply')
    return hasOwnGaps(plan, result.message, result.completeness) ? undefined : result.message;
  if (result.kind !== 'item') return undefined;
  if (hasOwnGaps(plan, result.reply, result.completeness)) return undefined;
  if (result.value instanceof Uint8Array || plan.batch === undefined) {
    return result.value instanceof Uint8Array ? result.value : undefined;
  }
  // An item that is a number is kept as a list of one.
  const writer = new Writer(16);
  writer.field(plan.batch.itemsField, [result.value]);
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

function statusToKeep(result: ItemResult | FlightResult): Uint8Array | undefined {
  if (result.kind === 'missing') return new Uint8Array();
  if (result.kind !== 'status' || result.code !== statusCode.NOT_FOUND) return undefined;
  const { details, message } = result;
  return details ?? toBinary(StatusSchema, create(StatusSchema, { code: statusCode.NOT_FOUND, message }));
}

function notFound({ name }: CallPlan, bytes: Uint8Array): CallOutcome {
  if (bytes.length === 0) return { kind: 'failed', failure: missingItem(name) };
  const { message } = fromBinary(StatusSchema, bytes);
  return { kind: 'failed', failure: upstreamFailed(name, statusCode.NOT_FOUND, message, bytes) };
}
