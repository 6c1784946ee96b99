import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { framed } from '../upstreams/part-server.ts';

/** Bodies that were found to be worth trying, by name. */
export const corpus: ReadonlyMap<string, Buffer> = new Map(
  Object.entries(
    JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as Record<string, string>,
  ).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]),
);

/** Generates bodies that are nearly right, or not at all. */
export class HostileBodies {
  readonly #random: () => number;
  readonly #known = [...corpus.values()].filter(({ length }) => length < 3000);

  /** @param random - in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next. Most are gRPC frames, so that what is in them is looked at. */
  next(): Buffer {
    switch (this.#below(6)) {
      case 0:
        return this.#bytes(this.#below(40));
      case 1:
        return this.#mutated(this.#known[this.#below(this.#known.length)] ?? Buffer.alloc(0));
      case 2:
        return framed(gzipSync(this.#message(3)), 1);
      case 3:
        return framed(this.#bytes(this.#below(60)), this.#below(2));
      default:
        return framed(this.#mutated(this.#message(3)));
    }
  }

  /** Fields that could be a message. */
  #message(depth: number): Buffer {
    const fields = Array.from({ length: this.#below(6) }, () => this.#field(depth));
    return Buffer.concat(fields);
  }

  #field(depth: number): Buffer {
    const number = this.#below(4) === 0 ? this.#below(1 << 29) : 1 + this.#below(4);
    const type = this.#below(6);
    const tag = varint(number * 8 + type);
    switch (type) {
      case 0:
        return Buffer.concat([tag, varint(Math.floor(this.#random() * 2 ** 53))]);
      case 1:
        return Buffer.concat([tag, this.#bytes(8)]);
      case 2: {
        const inside = depth > 0 && this.#below(2) === 0 ? this.#message(depth - 1) : this.#bytes(this.#below(20));
        return Buffer.concat([tag, varint(inside.length), inside]);
      }
      case 3:
        return Buffer.concat([tag, depth > 0 ? this.#message(depth - 1) : Buffer.alloc(0), varint(number * 8 + 4)]);
      default:
        return Buffer.concat([tag, this.#bytes(4)]);
    }
  }

  /** The same, but for a byte that changed, came in, or went; or cut. */
  #mutated(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes;
    const at = this.#below(bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (this.#below(5)) {
      case 0:
        return Buffer.concat([before, this.#bytes(1), after.subarray(1)]);
      case 1:
        return Buffer.concat([before, this.#bytes(1), after]);
      case 2:
        return Buffer.concat([before, after.subarray(1)]);
      case 3:
        return before;
      default:
        return bytes;
    }
  }

  #bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#below(256)));
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
