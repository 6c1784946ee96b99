import { statusCode } from './status-code.ts';
import { noTrailers, type Trailers } from './trailers.ts';
import type { StatusReply } from './upstream.ts';

/** A status made on this side. `sent` says whether the server may have processed the call. */
export function transportStatus(
  code: number,
  message: string,
  sent: boolean,
  trailers: Trailers = noTrailers,
): StatusReply {
  return { kind: 'status', code, message, details: undefined, trailers, origin: 'transport', sent };
}

/** Whether the same call may be made again without asking anyone: it has surely not been processed (gRFC A6). */
export function isUnprocessed(reply: StatusReply): boolean {
  return !reply.sent && reply.origin === 'transport' && reply.code === statusCode.UNAVAILABLE;
}
