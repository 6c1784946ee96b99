/**
 * A part of the bytes without copying them. Not `subarray`, which on a Buffer is slower and makes a Buffer.
 */
export function view(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

/**
 * A copy with a buffer of its own. A received slice keeps the slab it was cut from alive, several kilobytes for a few
 * bytes: copy what is to be kept, a cache's entries above all.
 */
export function sliceOwned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

/**
 * Payloads one after the other: the merge of the messages they encode, the later ones winning.
 *
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
export function joinPayloads(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
