import { PREFIX_BYTES } from './message-frame.ts';

/** Why the bytes of a reply cannot be one message. */
export type MessageProblem =
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'compressed' }
  | { readonly kind: 'several' }
  | { readonly kind: 'not-framed' };

/** What the bytes of a reply came to. */
export type MessageRead =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'truncated' };

const EMPTY = new Uint8Array(0);

/**
 * Reads the one message of a unary reply from chunks that are cut anywhere. A message that comes in one chunk is a
 * view of it; only one that is spread over several is copied together.
 */
export class MessageReader {
  readonly #maxBytes: number;
  readonly #prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  #prefixFilled = 0;
  #length = 0;
  #filled = 0;
  #message: Uint8Array | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the next chunk. After a problem the reader is not to be used any more. */
  push(chunk: Uint8Array): MessageProblem | undefined {
    let offset = 0;
    if (this.#prefixFilled < PREFIX_BYTES) {
      while (this.#prefixFilled < PREFIX_BYTES) {
        const byte = chunk[offset];
        if (byte === undefined) return undefined;
        this.#prefix[this.#prefixFilled++] = byte;
        offset++;
      }
      const problem = this.#readPrefix();
      if (problem !== undefined) return problem;
      if (this.#length === 0) {
        this.#message = EMPTY;
      } else if (chunk.length - offset >= this.#length) {
        this.#message = chunk.subarray(offset, offset + this.#length);
        this.#filled = this.#length;
        offset += this.#length;
      } else {
        // The announced size is under the limit, and memory that is never written to is not taken from the system.
        this.#message = Buffer.allocUnsafeSlow(this.#length);
      }
    }
    if (offset === chunk.length) return undefined;
    if (this.#message === undefined || chunk.length - offset > this.#length - this.#filled) return { kind: 'several' };
    this.#message.set(offset === 0 ? chunk : chunk.subarray(offset), this.#filled);
    this.#filled += chunk.length - offset;
    return undefined;
  }

  /** After the last chunk. */
  end(): MessageRead {
    if (this.#prefixFilled === 0) return { kind: 'none' };
    if (this.#message === undefined || this.#filled < this.#length) return { kind: 'truncated' };
    return { kind: 'message', message: this.#message };
  }

  #readPrefix(): MessageProblem | undefined {
    const flag = this.#prefix.readUInt8(0);
    if (flag > 1) return { kind: 'not-framed' };
    this.#length = this.#prefix.readUInt32BE(1);
    if (this.#length > this.#maxBytes) return { kind: 'too-large', bytes: this.#length };
    return flag === 1 ? { kind: 'compressed' } : undefined;
  }
}
