import type { OutgoingHttpHeaders, ServerStreamResponseOptions } from 'node:http2';
import type { Answer } from '@tributary/engine';
import type { ReplyTrailers } from '../composite/composite-reply.ts';
import { STATUS_DETAILS_KEY } from '../service/status-details.ts';
import { ACCEPTED_ENCODINGS } from './decompress.ts';

/** The headers of every reply with a message. */
export const replyHeaders: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': ACCEPTED_ENCODINGS,
};

/** Node's types do not know that it can leave the date out, which gRPC has no use for. */
type ResponseOptions = ServerStreamResponseOptions & { readonly sendDate: boolean };

/** How a reply with a message is sent. */
export const replyOptions: ResponseOptions = { waitForTrailers: true, sendDate: false };
/** How one without is. */
export const statusOptions: ResponseOptions = { endStream: true, sendDate: false };

/** The trailers of a reply with a message, and those of its method. */
export function trailersOf(
  { trailers }: Extract<Answer, { kind: 'ok' }>,
  ofMethod: ReplyTrailers,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'grpc-status': '0' };
  addAll(headers, trailers);
  addAll(headers, ofMethod);
  return headers;
}

/** The headers of a reply that is a status alone. */
export function statusHeaders(
  answer: Extract<Answer, { kind: 'status' }>,
  ofMethod: ReplyTrailers,
): OutgoingHttpHeaders {
  const { code, message, details, trailers } = answer;
  const headers: OutgoingHttpHeaders = { ...replyHeaders, 'grpc-status': String(code) };
  if (message !== '') headers['grpc-message'] = encoded(message);
  if (details.length > 0) headers[STATUS_DETAILS_KEY] = base64(details);
  addAll(headers, trailers);
  addAll(headers, ofMethod);
  return headers;
}

/** A message in its frame. */
export function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

function addAll(headers: OutgoingHttpHeaders, trailers: ReplyTrailers): void {
  for (const [key, value] of trailers) {
    const text = typeof value === 'string' ? value : base64(value);
    const before = headers[key];
    headers[key] = before === undefined ? text : [before, text].flat().map(String);
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** A status' text, percent-encoded; half of a surrogate pair, which has no encoding, is replaced. */
function encoded(message: string): string {
  return encodeURI(Buffer.from(message).toString());
}
