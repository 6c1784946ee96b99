import { gunzip, inflate } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import type { Answer } from '@tributary/engine';
import type { GatedRequest } from '../gate/gated-stream.ts';
import { type Refusal, refusals } from '../gate/refusal.ts';

/** What there is instead of compressed bytes. */
export type Decompressed =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | Extract<Answer, { kind: 'status' }>;

/** How messages may be compressed, for those who try others (gRPC over HTTP/2, "Compression"). */
export const ACCEPTED_ENCODINGS = 'identity,deflate,gzip';

const decompressors = { gzip: gunzip, deflate: inflate };

/** Decompresses a message as its `grpc-encoding` says, up to the most bytes that a request may have. */
export function decompress(
  message: Uint8Array,
  encoding: string | string[] | undefined,
  { mostBytes, tooLarge }: Pick<GatedRequest, 'mostBytes' | 'tooLarge'>,
  done: (result: Decompressed) => void,
): void {
  switch (encoding) {
    case 'gzip':
    case 'deflate':
      decompressors[encoding](message, { maxOutputLength: Math.max(1, mostBytes) }, (error, plain) => {
        if (error === null) done({ kind: 'message', message: plain });
        else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') done({ kind: 'refused', refusal: tooLarge });
        else done({ kind: 'refused', refusal: refusals.malformedCompression });
      });
      return;
    case undefined:
    case 'identity':
      done({ kind: 'refused', refusal: refusals.malformedCompression });
      return;
    default:
      done({
        kind: 'status',
        code: status.UNIMPLEMENTED,
        message: `the request message is compressed as ${String(encoding)}; there are ${ACCEPTED_ENCODINGS}`,
        details: new Uint8Array(),
        trailers: [],
      });
  }
}
