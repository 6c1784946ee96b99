import { isUtf8 } from 'node:buffer';
import { view } from './slices.ts';

// A byte-order mark is text in protobuf.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Below this many bytes a loop in JavaScript is faster than the call into native code with its view. */
const shortText = 48;

/** The text that UTF-8 bytes encode; U+FFFD for what is no UTF-8 (possible in proto2 only). */
export function decodeString(bytes: Uint8Array): string {
  const { length } = bytes;
  if (length > shortText) return decoder.decode(bytes);
  let text = '';
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The text as UTF-8; U+FFFD for unpaired surrogates. */
export function encodeString(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  if (length > shortText) return encoder.encode(text);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encoder.encode(text);
    bytes[i] = unit;
  }
  return bytes;
}

/** Whether the bytes from `start` to `end` are valid UTF-8. */
export function isValidUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > shortText) return isUtf8(view(bytes, start, end));
  let bits = 0;
  for (let i = start; i < end; i++) bits |= bytes[i] as number;
  return bits < 0x80 || isUtf8(view(bytes, start, end));
}
