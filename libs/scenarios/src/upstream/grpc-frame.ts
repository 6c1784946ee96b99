/** The length of what precedes a message on a stream of gRPC: a byte of flags, then the message's length. */
const prefixLength = 5;

/** A message as it goes over a stream of gRPC, uncompressed. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(prefixLength + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixLength);
  return frame;
}

/** The one message of a unary call; undefined where the bytes are not one whole, uncompressed message. */
export function unframeMessage(bytes: Buffer): Uint8Array | undefined {
  if (bytes.length < prefixLength || bytes[0] !== 0) return undefined;
  return bytes.readUInt32BE(1) === bytes.length - prefixLength ? bytes.subarray(prefixLength) : undefined;
}

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Reads a header `grpc-timeout`, in milliseconds; undefined where it is none. */
export function parseGrpcTimeoutMs(header: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(header);
  const scale = unitMs[match?.[2] ?? ''];
  return match?.[1] === undefined || scale === undefined ? undefined : Number(match[1]) * scale;
}

/**
 * A status' message as the header `grpc-message` carries it: UTF-8, all but printable ASCII percent-encoded, and spaces at
 * its ends, since HTTP/2 does not carry a header that has them there.
 */
export function encodeGrpcMessage(text: string): string {
  return [...Buffer.from(text)]
    .map((byte, index, { length }) =>
      (byte === 0x20 ? index > 0 && index < length - 1 : byte > 0x20 && byte <= 0x7e) && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
