import type { OutgoingHttpHeaders } from 'node:http2';
import { statusCode } from './status-code.ts';
import { timeoutHeader } from './timeout-header.ts';
import type { UpstreamCall } from './upstream.ts';
import { VERSION } from './version.ts';

/** Headers that are the same for all calls of an upstream. */
export interface FixedHeaders {
  readonly authority: string;
  readonly scheme: 'http' | 'https';
}

/** Headers of a call, or what is wrong with its metadata. */
export type RequestHeaders =
  | { readonly kind: 'headers'; readonly headers: OutgoingHttpHeaders }
  | { readonly kind: 'invalid'; readonly code: number; readonly reason: string };

/** gRPC's alphabet for keys, less what belongs to HTTP and to this room (PROTOCOL-HTTP2.md, "Custom-Metadata"). */
const KEY = /^[0-9a-z_.-]+$/;
/** ASCII without control characters. */
const VALUE = /^[\x20-\x7e]*$/;
const RESERVED: ReadonlySet<string> = new Set([
  'te',
  'content-type',
  'content-length',
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'user-agent',
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  // Would not become a property.
  '__proto__',
]);
/** nghttp2 sends 64 KiB of headers in all; with more it reports a stream that the peer has refused. */
const MAX_METADATA_BYTES = 60_000;
const USER_AGENT = `tributary/${VERSION}`;

/**
 * Makes the headers of a call. Metadata is checked here since node:http2 answers a bad key by ending the whole session,
 * and all its other calls with it.
 */
export function requestHeaders(
  call: UpstreamCall,
  fixed: FixedHeaders,
  remainingMs: number | undefined,
): RequestHeaders {
  const headers: OutgoingHttpHeaders = {
    ':method': 'POST',
    ':scheme': fixed.scheme,
    ':authority': fixed.authority,
    ':path': call.path,
    te: 'trailers',
    'content-type': 'application/grpc+proto',
    'user-agent': USER_AGENT,
  };
  if (remainingMs !== undefined) headers['grpc-timeout'] = timeoutHeader(remainingMs);
  let bytes = 0;
  for (const [key, value] of call.metadata) {
    if (!KEY.test(key) || RESERVED.has(key)) return invalid(`metadata key "${key}" cannot be sent`);
    if (!VALUE.test(value)) return invalid(`the value of metadata key "${key}" is not ASCII`);
    bytes += key.length + value.length;
    if (bytes > MAX_METADATA_BYTES) {
      return invalid(`the metadata has more than ${MAX_METADATA_BYTES} bytes`, statusCode.RESOURCE_EXHAUSTED);
    }
    const earlier = Object.hasOwn(headers, key) ? headers[key] : undefined;
    if (earlier === undefined) headers[key] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else headers[key] = [String(earlier), value];
  }
  return { kind: 'headers', headers };
}

function invalid(reason: string, code: number = statusCode.INTERNAL): RequestHeaders {
  return { kind: 'invalid', code, reason };
}
