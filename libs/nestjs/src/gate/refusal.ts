import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { errorInfo, STATUS_DETAILS_KEY, statusTrailers } from '../service/status-details.ts';

/** Why a server does not take on a request, before any handler has seen it: `ErrorInfo.reason`. */
export type RefusalReason =
  'OVERLOADED' | 'INVALID_REQUEST' | 'METADATA_TOO_LARGE' | 'REQUEST_TOO_LARGE' | 'REQUEST_TOO_SLOW';

/** An answer without a message, ready to be sent. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly headers: OutgoingHttpHeaders;
}

/**
 * Prepares a refusal.
 *
 * @param pushbackMs - what callers that try again should wait before (gRFC A6)
 */
export function refusal(reason: RefusalReason, code: status, message: string, pushbackMs?: number): Refusal {
  const info = errorInfo(reason, 'tributary', { path: '', call: '', code: status[code] });
  const [details] = statusTrailers(code, message, [info]).get(STATUS_DETAILS_KEY);
  return {
    reason,
    headers: {
      ':status': 200,
      'content-type': 'application/grpc+proto',
      'grpc-status': String(code),
      'grpc-message': encodeURI(message),
      [STATUS_DETAILS_KEY]: Buffer.from(details ?? '').toString('base64'),
      ...(pushbackMs === undefined ? {} : { 'grpc-retry-pushback-ms': String(pushbackMs) }),
    },
  };
}

/** Those for which nothing of the request is to be told. */
export const refusals = {
  malformedTimeout: refusal('INVALID_REQUEST', status.INVALID_ARGUMENT, 'the request has a malformed grpc-timeout'),
  malformedFrame: refusal(
    'INVALID_REQUEST',
    status.INVALID_ARGUMENT,
    'the body is no gRPC message: expected a flag of 0 or 1, four bytes of length, and the message',
  ),
  malformedCompression: refusal(
    'INVALID_REQUEST',
    status.INVALID_ARGUMENT,
    'the request message cannot be decompressed as its grpc-encoding says',
  ),
  severalMessages: refusal('INVALID_REQUEST', status.UNIMPLEMENTED, 'the method is unary and takes one message'),
  tooSlow: refusal(
    'REQUEST_TOO_SLOW',
    status.DEADLINE_EXCEEDED,
    'the request took too long to arrive; limits.request_time says how long it may',
  ),
};

/** Sends it, unless the stream has ended. What else arrives of the request is dropped. */
export function sendRefusal(stream: ServerHttp2Stream, { headers }: Refusal): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  stream.respond(headers, { endStream: true });
  // The answer is whole, so a caller that still sends may stop (RFC 9113, 8.1).
  stream.close(constants.NGHTTP2_NO_ERROR);
}
