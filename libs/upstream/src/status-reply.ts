import type { IncomingHttpHeaders } from 'node:http2';
import { decodePercent } from './percent-decoding.ts';
import { codeFromGrpcStatus, statusCode } from './status-code.ts';
import type { Trailers } from './trailers.ts';
import type { StatusReply } from './upstream.ts';

/** Reads the status that a server sent, other than `0`, out of its trailers. */
export function statusReply(block: IncomingHttpHeaders, trailers: Trailers): StatusReply {
  const code = codeFromGrpcStatus(single(block['grpc-status']) ?? '');
  const details = single(block['grpc-status-details-bin']);
  return {
    kind: 'status',
    // `00` would read as OK and carries no reply.
    code: code === statusCode.OK ? statusCode.UNKNOWN : code,
    message: decodePercent(single(block['grpc-message']) ?? ''),
    details: details === undefined ? undefined : decodeBinary(details),
    trailers,
    origin: 'upstream',
    sent: true,
  };
}

/** Base64 with or without padding; of several values the first. */
function decodeBinary(value: string): Uint8Array {
  const comma = value.indexOf(',');
  return Buffer.from(comma === -1 ? value : value.slice(0, comma), 'base64');
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
