import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ByteCache, Entry, Lookup, Policy, Search, Stamp } from '@tributary/cache';
import type { MethodPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { canonicalize, compileMask, type MaskTree } from '@tributary/wire';
import { Writer } from '@tributary/wire';
import { joinKey } from '../calling/cache-key.ts';
import { policyOf } from '../calling/call-cache.ts';
import { completenessBytes, type Gap } from '../completeness/completeness.ts';
import type { Answer, CompositeCall, Trailer } from '../engine.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';
import { gapsIn } from '../completeness/read-completeness.ts';

/** An answer as it is kept. */
export interface KeptAnswer {
  readonly message: Uint8Array;
  readonly gaps: readonly Gap[];
}

/** Answers of one method in the cache. */
export class MethodCache {
  readonly cache: ByteCache;
  private readonly plan: MethodPlan;
  private readonly policy: Policy;
  private readonly withoutMask: ((bytes: Uint8Array, into: Writer) => void) | undefined;

  constructor(cache: ByteCache, plan: MethodPlan) {
    this.cache = cache;
    this.plan = plan;
    this.policy = policyOf(plan.cache);
    const { maskField, request } = plan;
    if (maskField !== undefined) {
      const others = request.fields.filter((field) => field !== maskField);
      const fields = new Map<number, MaskTree>(others.map(({ number }) => [number, { kind: 'all' }]));
      this.withoutMask = compileMask(request, { kind: 'fields', fields });
    }
  }

  /** All that an answer depends on: the composition, the request, the metadata that is read or forwarded, the mask. */
  keyOf(call: CompositeCall, paths: readonly string[]): string {
    const { fingerprint, metadataKeys, path } = this.plan;
    const parts = [path, fingerprint, this.canonicalRequest(call.request, paths), paths.join(',')];
    for (const key of metadataKeys) {
      const value = call.metadata(key);
      parts.push(value === undefined ? '-' : `+${value}`);
    }
    return joinKey(parts);
  }

  find(key: string, found: (lookup: Lookup) => void): Search {
    return this.cache.find(key, this.policy, found);
  }

  /** Keeps an answer; says whether it is kept. */
  keep(key: string, { message, gaps }: KeptAnswer, tags: readonly string[] | undefined, asked: Stamp): boolean {
    if (tags === undefined) return false;
    const writer = new Writer(message.length + 16);
    writer.bytes(1, gaps.length === 0 ? new Uint8Array() : completenessBytes(gaps));
    writer.raw(message);
    const entry: Entry = { kind: 'value', bytes: writer.finish(), degraded: gaps.length > 0 };
    return this.cache.store(key, entry, this.policy, tags, asked);
  }

  /** Keeps the final NOT_FOUND. */
  keepNotFound(
    key: string,
    answer: Answer & { kind: 'status' },
    tags: readonly string[] | undefined,
    asked: Stamp,
  ): void {
    if (answer.code !== statusCode.NOT_FOUND || tags === undefined) return;
    const { code, message, details } = answer;
    const bytes = details.length > 0 ? details : toBinary(StatusSchema, create(StatusSchema, { code, message }));
    this.cache.store(key, { kind: 'not-found', bytes }, this.policy, tags, asked);
  }

  private canonicalRequest(request: Uint8Array, paths: readonly string[]): string {
    let bytes = request;
    if (paths.length > 0 && this.withoutMask !== undefined) {
      const writer = new Writer(request.length);
      this.withoutMask(request, writer);
      bytes = writer.finish();
    }
    const canonical = canonicalize(bytes, this.plan.request);
    return Buffer.from(canonical.buffer, canonical.byteOffset, canonical.length).toString('latin1');
  }
}

const noGaps: readonly Gap[] = [];

/** A kept answer, from its entry. */
export function keptAnswer(bytes: Uint8Array): KeptAnswer {
  // Field 1 holds the gaps; what is behind it is the message.
  let length = 0;
  let at = 1;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const gaps = length === 0 ? noGaps : gapsIn(bytes.subarray(at, at + length));
  return { message: bytes.subarray(at + length), gaps };
}

/** A kept NOT_FOUND, from its entry. */
export function keptNotFound(bytes: Uint8Array): Answer {
  const { message } = fromBinary(StatusSchema, bytes);
  return { kind: 'status', code: statusCode.NOT_FOUND, message, details: bytes, trailers: [] };
}

/** The trailer `cache-status` (RFC 9211). */
export function cacheStatus(
  status:
    | { readonly kind: 'hit'; readonly ttlMs: number }
    | {
        readonly kind: 'forwarded';
        readonly why: 'miss' | 'stale';
        readonly stored: boolean;
        readonly collapsed: boolean;
      },
): Trailer {
  if (status.kind === 'hit') return ['cache-status', `tributary; hit; ttl=${Math.ceil(status.ttlMs / 1000)}`];
  const { collapsed, stored, why } = status;
  return ['cache-status', `tributary; fwd=${why}${stored ? '; stored' : ''}${collapsed ? '; collapsed' : ''}`];
}
