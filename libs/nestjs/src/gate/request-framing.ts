import type { Refusal } from './refusal.ts';
import { refusals } from './refusal.ts';

/**
 * Watches the bytes of a unary request go by: one message, in one frame of gRPC. What is anything else is refused as soon
 * as it shows. (grpc-js starts to decompress each message that it sees, and only then notices that there are several.)
 */
export class RequestFraming {
  readonly #mostBytes: number;
  readonly #tooLarge: Refusal;
  #prefixBytes = 0;
  #length = 0;
  #bodyBytes = 0;

  /** @param tooLarge - what is said of a message of more than `mostBytes` */
  constructor(mostBytes: number, tooLarge: Refusal) {
    this.#mostBytes = mostBytes;
    this.#tooLarge = tooLarge;
  }

  /** Takes note of some bytes; says what is wrong with them, if anything is. */
  add(bytes: Uint8Array): Refusal | undefined {
    let at = 0;
    for (; this.#prefixBytes < 5 && at < bytes.length; at++, this.#prefixBytes++) {
      const byte = bytes[at] ?? 0;
      if (this.#prefixBytes === 0) {
        if (byte > 1) return refusals.malformedFrame;
      } else {
        this.#length = this.#length * 256 + byte;
      }
    }
    if (this.#length > this.#mostBytes) return this.#tooLarge;
    this.#bodyBytes += bytes.length - at;
    return this.#prefixBytes === 5 && this.#bodyBytes > this.#length ? refusals.severalMessages : undefined;
  }

  /** Says what is wrong where nothing follows: a frame that was begun is not whole. (None at all is for gRPC to answer.) */
  end(): Refusal | undefined {
    if (this.#prefixBytes === 0) return undefined;
    const isWhole = this.#prefixBytes === 5 && this.#bodyBytes === this.#length;
    return isWhole ? undefined : refusals.malformedFrame;
  }
}
