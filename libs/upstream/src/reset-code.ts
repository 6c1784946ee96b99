import { constants } from 'node:http2';
import { statusCode } from './status-code.ts';

/** The gRPC code of a stream that the peer has reset (gRPC, PROTOCOL-HTTP2.md, "Errors"). */
export function codeFromReset(resetCode: number): number {
  switch (resetCode) {
    case constants.NGHTTP2_REFUSED_STREAM:
      return statusCode.UNAVAILABLE;
    case constants.NGHTTP2_CANCEL:
      return statusCode.CANCELLED;
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return statusCode.RESOURCE_EXHAUSTED;
    case constants.NGHTTP2_INADEQUATE_SECURITY:
      return statusCode.PERMISSION_DENIED;
    default:
      return statusCode.INTERNAL;
  }
}

const names = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

/** An HTTP/2 error code by its name (RFC 9113, section 7). */
export function resetName(resetCode: number): string {
  return names[resetCode] ?? `error ${resetCode}`;
}
