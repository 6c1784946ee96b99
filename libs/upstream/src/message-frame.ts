/** Flag and length in front of a message (gRPC, PROTOCOL-HTTP2.md, "Length-Prefixed-Message"). */
export const PREFIX_BYTES = 5;

/** Puts the prefix in front of a request; one copy, so that it leaves in one write. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}
