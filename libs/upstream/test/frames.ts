import type { Socket } from 'node:net';

/** A frame of HTTP/2 (RFC 9113, section 4.1). */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

export const frameType = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, PING: 6, GOAWAY: 7 } as const;
export const END_STREAM = 1;
export const END_HEADERS = 4;

const PREFACE_BYTES = 24;

/** Writes a frame. */
export function frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array(0)): Buffer {
  const bytes = Buffer.alloc(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, 9);
  return bytes;
}

/** Empty SETTINGS: all it takes for a client to start. */
export const SETTINGS_FRAME = frame(frameType.SETTINGS, 0, 0);

/** The headers of a gRPC reply: `:status` 200 from HPACK's table, and a content type in plain. */
export function replyHeaders(streamId: number): Buffer {
  const type = 'application/grpc';
  const block = [0x88, 0x0f, 0x10, type.length, ...Buffer.from(type)];
  return frame(frameType.HEADERS, END_HEADERS, streamId, Uint8Array.from(block));
}

/** Ends a stream. */
export function resetFrame(streamId: number, code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(code);
  return frame(frameType.RST_STREAM, 0, streamId, payload);
}

/** Ends a connection. */
export function goawayFrame(lastStreamId: number, code: number, text = ''): Buffer {
  const payload = Buffer.alloc(8 + text.length);
  payload.writeUInt32BE(lastStreamId);
  payload.writeUInt32BE(code, 4);
  payload.write(text, 8);
  return frame(frameType.GOAWAY, 0, 0, payload);
}

/** Calls a function with each frame that a client sends. */
export function readFrames(socket: Socket, onFrame: (frame: Frame) => void): void {
  let skip = PREFACE_BYTES;
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (rest.length < skip) return;
    rest = rest.subarray(skip);
    skip = 0;
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      const [type = 0, flags = 0] = rest.subarray(3, 5);
      onFrame({ type, flags, streamId: rest.readUInt32BE(5), payload: rest.subarray(9, end) });
      rest = rest.subarray(end);
    }
  });
}
