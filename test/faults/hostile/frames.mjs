// @ts-check
// HTTP/2 frames (RFC 9113) and header blocks (RFC 7541), written by hand, as no client library would send them.

/** What a client says first: the preface, and SETTINGS. */
export const preface = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(4, 0, 0)]);

export const types = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
};
export const flags = { endStream: 1, ack: 1, endHeaders: 4 };

/**
 * @param {number} type
 * @param {number} flag
 * @param {number} stream
 * @param {Buffer} payload
 * @returns {Buffer}
 */
export function frame(type, flag, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/**
 * Reads what a peer sends, frame by frame.
 *
 * @param {(type: number) => void} onFrame
 * @returns {(bytes: Buffer) => void} to be given the bytes as they come
 */
export function frameReader(onFrame) {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let end = 0; rest.length >= 9; rest = rest.subarray(end)) {
      end = 9 + rest.readUIntBE(0, 3);
      if (rest.length < end) return;
      onFrame(rest.readUInt8(3));
    }
  };
}

/**
 * @param {readonly (readonly [string, string])[]} headers
 * @returns {Buffer} all of them literal, none kept
 */
export function headerBlock(headers) {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

/**
 * @param {string} path
 * @returns {Buffer} what a gRPC request has
 */
export function requestHeaders(path) {
  return headerBlock([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'a'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
  ]);
}

/** @param {string} value */
function text(value) {
  const bytes = Buffer.from(value);
  if (bytes.length < 127) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  /** @type {number[]} */
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}
