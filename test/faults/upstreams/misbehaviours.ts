import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { framed, part, type PartCall } from './part-server.ts';
import type { Behaviour } from './unruly-server.ts';

/** Writes a buffer again and again for as long as the other side takes it, 64 MB at most. */
function flood(socket: Socket, bytes: Buffer): void {
  let left = 64 << 20;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= bytes.length;
      if (!socket.write(bytes)) return;
    }
  };
  socket.on('drain', more);
  socket.resume();
  more();
}

/** A frame of HTTP/2 (RFC 9113, section 4.1). */
function frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array(0)): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

const many = (bytes: Buffer): Buffer => Buffer.concat(Array.from({ length: 1000 }, () => bytes));
const settings = frame(4, 0, 0);

/** Sends its SETTINGS, then the same frames without end. */
const floodOf = (frames: Buffer): Behaviour => ({
  kind: 'connection',
  run(socket) {
    socket.write(settings);
    flood(socket, frames);
  },
});

const says = (bytes: Buffer | string): Behaviour => ({ kind: 'connection', run: (socket) => void socket.write(bytes) });

/** Answers a call with whatever bytes, as a gRPC server does its reply. */
const replies = (
  body: Buffer,
  {
    trailers = { 'grpc-status': '0' },
    headers = {},
  }: Partial<Record<'trailers' | 'headers', Record<string, string>>> = {},
): Behaviour => ({
  kind: 'call',
  handle(_request, { stream }) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(body);
  },
});

const calls = (handle: (call: PartCall) => void): Behaviour => ({
  kind: 'call',
  handle: (_request, call) => handle(call),
});

const large = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`x-flood-${n}`, 'x'.repeat(8000)]));

/** What an upstream may do instead of answering, by what it is called. */
export const misbehaviours: Readonly<Record<string, Behaviour>> = {
  down: { kind: 'down' },
  'hung, with its connection up': calls(() => undefined),
  'half open: it accepts and says nothing': { kind: 'connection', run: () => undefined },
  slow: calls((call) => {
    const timer = setTimeout(() => call.answer('late'), 5000);
    call.ended(() => clearTimeout(timer));
  }),
  'drops connections': { kind: 'connection', run: (socket) => socket.destroy() },
  'random bytes': says(randomBytes(100_000)),
  'HTTP/1.1': says('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  'frames of an unknown kind': floodOf(many(frame(0xfe, 0xff, 0, randomBytes(64)))),
  'a flood of PING': floodOf(many(frame(6, 0, 0, Buffer.alloc(8)))),
  'a flood of SETTINGS': floodOf(many(frame(4, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100])))),
  'a flood of CONTINUATION': floodOf(
    Buffer.concat([frame(1, 0, 1, Buffer.from([0x88])), many(frame(9, 0, 1, Buffer.from('\x00\x01a\x01b', 'latin1')))]),
  ),
  'a flood of resets': floodOf(many(frame(3, 0, 1, Buffer.from([0, 0, 0, 8])))),
  'resets the call': calls(({ stream }) => stream.close(2)),
  'ends without a status': calls(({ stream }) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end(framed(part('x')));
  }),
  'an invalid message': replies(framed(Buffer.from([0x0a, 0x7f, 0x41]))),
  'text that is not UTF-8': replies(framed(Buffer.from([0x0a, 0x02, 0xc3, 0x28]))),
  'groups in groups in groups': replies(framed(Buffer.alloc(1_000_000, 0x1b))),
  'no message': replies(Buffer.alloc(0)),
  'half a message': replies(framed(part('hello')).subarray(0, 8)),
  'two messages': replies(Buffer.concat([framed(part('a')), framed(part('b'))])),
  'a message announced with 4 GB': replies(Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3])),
  'a message of 20 MB': replies(framed(Buffer.alloc(20 << 20))),
  'a compressed bomb': replies(framed(gzipSync(Buffer.alloc(50 << 20)), 1), { headers: { 'grpc-encoding': 'gzip' } }),
  HTML: replies(Buffer.from('<html>'), { headers: { 'content-type': 'text/html' } }),
  'HTTP 503': calls(({ stream }) => {
    stream.respond({ ':status': 503 });
    stream.end();
  }),
  'a flood of headers': replies(framed(part('x')), { headers: large }),
  'a flood of trailers': replies(framed(part('x')), { trailers: { 'grpc-status': '0', ...large } }),
  'a status that is none': replies(Buffer.alloc(0), { trailers: { 'grpc-status': 'fine', 'grpc-message': '%ff%%%' } }),
  'details that are garbage': replies(Buffer.alloc(0), {
    trailers: { 'grpc-status': '9', 'grpc-status-details-bin': '!!!!' },
  }),
  'informational headers without end': calls((call) => {
    const timer = setInterval(() => call.stream.additionalHeaders({ ':status': 103, 'x-more': 'x' }), 1);
    call.ended(() => clearInterval(timer));
  }),
  'data without end': calls(({ stream }) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    const more = (): void => {
      while (!stream.destroyed && stream.write(Buffer.alloc(16_384)));
    };
    stream.on('drain', more);
    stream.write(Buffer.from([0, 0, 0x30, 0, 0]));
    more();
  }),
};
