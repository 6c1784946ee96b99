import { keyIdentity, type CallPlan } from '@tributary/plan';
import { canonicalize, shapeOf, type RawValue } from '@tributary/wire';
import { joinKey, joinParts } from './cache-key.ts';
import type { Metadata } from './call-sender.ts';

/** A call, as far as it tells it from others; of a batch, of one key. */
export interface KeyedCall {
  readonly plan: CallPlan;
  readonly request: Uint8Array;
  readonly key: RawValue | undefined;
}

/** Equal for calls that may be one: method, settings, forwarded metadata, request bytes. */
export function callKey(plan: CallPlan, metadata: Metadata, request: Uint8Array): string {
  return keyOf(plan.identity, metadata, request);
}

/** Equal for calls whose keys may go out in one: {@link callKey}, and what the batch makes of the keys. */
export function groupKey(plan: CallPlan, metadata: Metadata, request: Uint8Array): string {
  return keyOf(plan.batch?.identity ?? plan.identity, metadata, request);
}

function keyOf(identity: string, metadata: Metadata, request: Uint8Array): string {
  return `${identity}${metadataKey(metadata)}\0${latin1(request)}`;
}

/**
 * All that a reply depends on, and its tags: what is not invalidated together is not kept together, or an entry that
 * somebody else has stored would outlive the invalidation. Methods share entries: nothing else of a composition is in it.
 */
export function cacheKey({ plan, request, key }: KeyedCall, metadata: Metadata, tags: readonly string[]): string {
  const canonical = canonicalize(request, shapeOf(plan.method.input));
  const item = key === undefined || plan.batch === undefined ? [] : [plan.batch.fields, keyIdentity(key)];
  const tagged = tags.length === 0 ? '' : joinParts([...new Set(tags)].sort());
  return joinKey([plan.path, plan.contract, metadataKey(metadata), tagged, latin1(canonical), ...item]);
}

function metadataKey(metadata: Metadata): string {
  if (metadata.length === 0) return '';
  return metadata.map(([key, value]) => `${key.length}:${key}${value.length}:${value}`).join('');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
