import type { IncomingHttpHeaders } from 'node:http2';

/** Headers of HTTP/2 and gRPC themselves, which are no metadata. */
const reserved: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-type',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-timeout',
  'te',
]);

/**
 * Reads the caller's metadata as compositions do: values of a repeated key joined by `,`, those of `-bin` keys in base64.
 *
 * @param key - in lower case
 * @returns undefined where it was not sent
 */
export function sentMetadata(headers: IncomingHttpHeaders, key: string): string | undefined {
  const value = headers[key];
  if (value === undefined || key.startsWith(':') || reserved.has(key)) return undefined;
  const text = typeof value === 'string' ? value : value.join(',');
  return key.endsWith('-bin') ? text.split(',').map(canonical).join(',') : text;
}

/** Base64 as we write it: callers may leave its padding out. */
function canonical(value: string): string {
  return Buffer.from(value, 'base64').toString('base64');
}
