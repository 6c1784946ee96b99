import { WireType } from './wire-type.ts';

const scratch = new DataView(new ArrayBuffer(8));

/**
 * A place in bytes that are known to be valid, moving forward. It checks no bounds: on bytes that are not valid it gives
 * nonsense, but it always ends, as every read moves on.
 */
export class Cursor {
  bytes: Uint8Array;
  /** Offset of the next byte to read. */
  pos: number;
  /** Offset at which the message ends. */
  end: number;
  /** The low 32 bits of the varint that {@link varint64} read last, unsigned. */
  low = 0;
  /** Its high 32 bits, unsigned. */
  high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  /** The low 32 bits of a varint, unsigned: a tag, a length, a uint32. */
  uint32(): number {
    const first = this.bytes[this.pos] as number;
    if (first < 0x80) {
      this.pos++;
      return first;
    }
    const second = this.bytes[this.pos + 1] as number;
    if (second < 0x80) {
      this.pos += 2;
      return (first & 0x7f) | (second << 7);
    }
    this.varint64();
    return this.low;
  }

  /** The low 32 bits of a varint, signed: an int32, an enum. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** Reads a varint into {@link low} and {@link high}. */
  varint64(): void {
    const { bytes } = this;
    let { pos } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[pos++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (!(byte >= 0x80)) break; // also past the end, where there is no byte
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
    this.pos = pos;
  }

  /** A varint as an int64. */
  int64(): bigint {
    this.varint64();
    if (this.high === 0) return BigInt(this.low);
    scratch.setUint32(0, this.low, true);
    scratch.setUint32(4, this.high, true);
    return scratch.getBigInt64(0, true);
  }

  /** A varint as a uint64. */
  uint64(): bigint {
    return BigInt.asUintN(64, this.int64());
  }

  /** Four bytes, little-endian, unsigned. */
  fixed32(): number {
    const { bytes, pos } = this;
    this.pos = pos + 4;
    return (
      ((bytes[pos] as number) |
        ((bytes[pos + 1] as number) << 8) |
        ((bytes[pos + 2] as number) << 16) |
        ((bytes[pos + 3] as number) << 24)) >>>
      0
    );
  }

  /** Eight bytes, as an IEEE 754 double. */
  double(): number {
    this.fixed64();
    return scratch.getFloat64(0, true);
  }

  /** Four bytes, as an IEEE 754 float. */
  float(): number {
    scratch.setUint32(0, this.fixed32(), true);
    return scratch.getFloat32(0, true);
  }

  /** Eight bytes, little-endian, signed. */
  sfixed64(): bigint {
    this.fixed64();
    return scratch.getBigInt64(0, true);
  }

  /** Moves past the value that follows this tag. */
  skip(tag: number): void {
    switch (tag & 7) {
      case WireType.Varint: {
        const { bytes } = this;
        let { pos } = this;
        while ((bytes[pos++] as number) >= 0x80);
        this.pos = pos;
        return;
      }
      case WireType.Length: {
        const length = this.uint32();
        this.pos += length;
        return;
      }
      case WireType.Fixed64:
        this.pos += 8;
        return;
      case WireType.Fixed32:
        this.pos += 4;
        return;
      case WireType.StartGroup:
        this.skipGroup();
        return;
      default:
        throw new RangeError(`the bytes are not a valid message: tag ${tag} before offset ${this.pos}`);
    }
  }

  /** Moves past a group whose start tag was read; gives the offset at which its payload ends. */
  skipGroup(): number {
    while (this.pos < this.end) {
      const at = this.pos;
      const tag = this.uint32();
      if ((tag & 7) === WireType.EndGroup) return at;
      this.skip(tag);
    }
    throw new RangeError('the bytes are not a valid message: a group does not end');
  }

  /**
   * Moves past a message, of either form, whose tag was read; gives the offset at which its payload ends. Where it
   * starts is told by {@link payloadStart}.
   */
  skipPayload(tag: number): number {
    if ((tag & 7) === WireType.StartGroup) {
      this.payloadStart = this.pos;
      return this.skipGroup();
    }
    const length = this.uint32();
    this.payloadStart = this.pos;
    this.pos += length;
    return this.pos;
  }

  /** Where the payload starts that {@link skipPayload} moved past. */
  payloadStart = 0;

  private fixed64(): void {
    const low = this.fixed32();
    scratch.setUint32(0, low, true);
    scratch.setUint32(4, this.fixed32(), true);
  }
}
