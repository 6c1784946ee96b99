import type { CallPlan } from '@tributary/plan';
import type { Metadata } from './call-sender.ts';

type Read = (key: string) => string | undefined;

/** Trace context: W3C, and gRPC's binary form. */
const traceKeys = ['traceparent', 'tracestate', 'grpc-trace-bin'];

/** The trace context goes along with every call, and is no part of what tells calls apart. */
export function traceOf(read: Read): Metadata {
  return sent(traceKeys, read);
}

/** What a call forwards of the caller's metadata. */
export function forwardedBy({ forward }: CallPlan, read: Read): Metadata {
  return sent(forward, read);
}

const nothing: Metadata = [];

function sent(keys: readonly string[], read: Read): Metadata {
  let metadata: (readonly [string, string])[] | undefined;
  for (const key of keys) {
    const value = read(key);
    if (value !== undefined) (metadata ??= []).push([key, value]);
  }
  return metadata ?? nothing;
}
