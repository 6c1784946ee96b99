import type { GatedRequest } from '../gate/gated-stream.ts';
import type { Refusal } from '../gate/refusal.ts';
import { RequestFraming } from '../gate/request-framing.ts';

/** A unary request that is there: `none` where the caller has sent nothing. */
export interface ReceivedBody {
  readonly kind: 'message' | 'compressed' | 'none';
  readonly message: Uint8Array;
}

/** What became of a body. */
export type ReadBody = ReceivedBody | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A body that has nothing in it. */
export const nothingRead: ReceivedBody = { kind: 'none', message: new Uint8Array() };

/** Bytes of the flag and the length in front of a message. */
const prefixBytes = 5;

/** The body of a unary request as it arrives, in one piece mostly. */
export class RequestBody {
  readonly #framing: RequestFraming;
  #first: Buffer | undefined;
  #others: Buffer[] | undefined;

  constructor({ mostBytes, tooLarge }: Pick<GatedRequest, 'mostBytes' | 'tooLarge'>) {
    this.#framing = new RequestFraming(mostBytes, tooLarge);
  }

  /** Takes some bytes; says what is wrong with them, if anything is. */
  add(bytes: Buffer): Refusal | undefined {
    if (this.#first === undefined) this.#first = bytes;
    else (this.#others ??= []).push(bytes);
    return this.#framing.add(bytes);
  }

  /** What has arrived, when nothing follows. */
  end(): ReadBody {
    const refusal = this.#framing.end();
    if (refusal !== undefined) return { kind: 'refused', refusal };
    if (this.#first === undefined) return nothingRead;
    const frame = this.#others === undefined ? this.#first : Buffer.concat([this.#first, ...this.#others]);
    return { kind: frame[0] === 0 ? 'message' : 'compressed', message: frame.subarray(prefixBytes) };
  }
}
