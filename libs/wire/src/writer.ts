import { Buffer } from 'node:buffer';
import { isZero, type RawValue } from './raw-value.ts';
import type { FieldShape } from './shape.ts';
import { view } from './slices.ts';
import { WireType } from './wire-type.ts';

const encoder = new TextEncoder();
/** Below this many bytes a loop copies faster than `set` with a view. */
const shortCopy = 24;
const shortText = 48;
const scratchBytes = new Uint8Array(8);
const scratch = new DataView(scratchBytes.buffer);

/**
 * Writes messages into one growing buffer. The length of a nested message is reserved when it begins and patched when
 * it ends, so that nothing is written twice.
 */
export class Writer {
  private buffer: Uint8Array;
  private pos = 0;

  /** @param initialBytes - what the buffer holds before it grows for the first time */
  constructor(initialBytes = 256) {
    // From Node's pool: a buffer of its own costs more than all that is written into a small one.
    this.buffer = Buffer.allocUnsafe(Math.max(initialBytes, 16));
  }

  /** Bytes written so far. */
  get length(): number {
    return this.pos;
  }

  /** Forgets what was written after the first `length` bytes; `truncate(0)` makes the writer ready for reuse. */
  truncate(length: number): void {
    if (length < 0 || length > this.pos) throw new RangeError(`cannot truncate ${this.pos} bytes to ${length}`);
    this.pos = length;
  }

  /** What was written: a copy of exact length, with a buffer of its own, that may be kept. */
  finish(): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(this.pos);
    copy.set(new Uint8Array(this.buffer.buffer, this.buffer.byteOffset, this.pos));
    return copy;
  }

  /**
   * What was written: a copy of exact length from Node's pool, which for small messages costs a quarter of
   * {@link finish}. For what is sent or read and let go: kept, it keeps a slab of 8 KB.
   */
  finishPooled(): Buffer {
    const copy = Buffer.allocUnsafe(this.pos);
    copy.set(new Uint8Array(this.buffer.buffer, this.buffer.byteOffset, this.pos));
    return copy;
  }

  /**
   * A whole field: a list in the form that the field declares, a map's entries, a message. A zero scalar is left out
   * where the field has no presence, and written where it has.
   */
  field(field: FieldShape, value: RawValue): void {
    if (field.repeated || field.kind === 'map') {
      if (!isList(value)) throw new TypeError(`field ${field.name} takes a list`);
      if (field.packed) this.packed(field, value);
      else for (const element of value) this.element(field, element);
    } else if (field.presence || !isZero(value)) this.element(field, value);
  }

  /** One value with its tag: of a repeated field an element, unpacked; of a map an entry's payload. */
  element(field: FieldShape, value: RawValue): void {
    this.varint(field.tag);
    if (field.kind === 'group') {
      this.raw(asBytes(field, value));
      this.varint(field.tag + 1);
    } else this.value(field, value);
  }

  /** One value without its tag, as it stands in a packed list; with its length where its kind has one. */
  value(field: FieldShape, value: RawValue): void {
    switch (field.kind) {
      case 'string':
      case 'bytes':
      case 'message':
      case 'group':
      case 'map': {
        const bytes = asBytes(field, value);
        this.varint(bytes.length);
        return this.raw(bytes);
      }
      case 'int32':
      case 'enum':
        return this.signed32(asNumber(field, value));
      case 'uint32':
        return this.varint(asNumber(field, value) >>> 0);
      case 'sint32': {
        const n = asNumber(field, value);
        return this.varint(((n << 1) ^ (n >> 31)) >>> 0);
      }
      case 'int64':
      case 'uint64':
        return this.varint(asBigint(field, value));
      case 'sint64': {
        const n = asBigint(field, value);
        return this.varint((n << 1n) ^ (n >> 63n));
      }
      case 'bool':
        return this.varint(value === true ? 1 : 0);
      case 'fixed32':
      case 'sfixed32':
        scratch.setInt32(0, asNumber(field, value), true);
        return this.rawRange(scratchBytes, 0, 4);
      case 'float':
        scratch.setFloat32(0, asNumber(field, value), true);
        return this.rawRange(scratchBytes, 0, 4);
      case 'double':
        scratch.setFloat64(0, asNumber(field, value), true);
        return this.rawRange(scratchBytes, 0, 8);
      case 'fixed64':
      case 'sfixed64':
        scratch.setBigInt64(0, BigInt.asIntN(64, asBigint(field, value)), true);
        return this.rawRange(scratchBytes, 0, 8);
    }
  }

  /** A nested message (or a map's entry), written by `write`. */
  message(field: FieldShape, write: () => void): void {
    const mark = this.begin(field);
    write();
    this.end(mark);
  }

  /**
   * Begins a nested message, a group or a map's entry; what is written until {@link end} is its payload.
   *
   * @param field - the field that holds the message
   * @param expectedBytes - the payload's length, as far as it can be guessed: right, it saves moving the payload
   * @returns the mark for {@link end}
   */
  begin(field: FieldShape, expectedBytes = 0): number {
    const start = this.pos;
    if (field.tag < 0x80) {
      this.reserve(1);
      this.buffer[this.pos++] = field.tag;
    } else this.varint(field.tag);
    return field.wireType === WireType.StartGroup ? ~start : this.reserveLength(expectedBytes);
  }

  /** Begins a length-delimited field by its number, as {@link begin}. */
  beginLength(fieldNumber: number, expectedBytes = 0): number {
    this.tagged(fieldNumber, WireType.Length);
    return this.reserveLength(expectedBytes);
  }

  /** Ends what began at this mark. */
  end(mark: number): void {
    if (mark < 0) this.endGroup(~mark);
    else this.endLength(mark);
  }

  /** Bytes as they are: fields already encoded, a payload. */
  raw(bytes: Uint8Array): void {
    this.rawRange(bytes, 0, bytes.length);
  }

  /** Bytes as they are, from `start` to `end`. */
  rawRange(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.reserve(length);
    const { buffer } = this;
    let { pos } = this;
    if (length < shortCopy) for (let i = start; i < end; i++) buffer[pos++] = bytes[i] as number;
    else buffer.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length), pos);
    this.pos += length;
  }

  /** A tag, and behind it the bytes from `start` to `end`: a value as it stands, with its length where it has one. */
  taggedRange(tag: number, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.reserve(length + 5);
    const { buffer } = this;
    let { pos } = this;
    while (tag > 0x7f) {
      buffer[pos++] = (tag & 0x7f) | 0x80;
      tag >>>= 7;
    }
    buffer[pos++] = tag;
    if (length < shortCopy) for (let i = start; i < end; i++) buffer[pos++] = bytes[i] as number;
    else {
      buffer.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length), pos);
      pos += length;
    }
    this.pos = pos;
  }

  /** A tag, for messages made by hand. */
  tagged(fieldNumber: number, wireType: WireType): void {
    this.varint(((fieldNumber << 3) | wireType) >>> 0);
  }

  /** A varint of the fewest bytes; a negative number as the 64 bits of its two's complement. */
  varint(n: number | bigint): void {
    if (typeof n === 'bigint') return this.varint64(Number(n & 0xffffffffn), Number((n >> 32n) & 0xffffffffn));
    if (n < 0) return this.varint64(n >>> 0, Math.floor(n / 0x100000000) >>> 0);
    if (n > 0xffffffff) return this.varint64(n >>> 0, Math.floor(n / 0x100000000) >>> 0);
    this.reserve(5);
    let rest = n >>> 0;
    while (rest > 0x7f) {
      this.buffer[this.pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.pos++] = rest;
  }

  /** A uint32 (or an enum that is not negative, or a length) by its number; zero too. */
  uint32(fieldNumber: number, n: number): void {
    this.tagged(fieldNumber, WireType.Varint);
    this.varint(n >>> 0);
  }

  /** An int32 or enum by its number; zero too. */
  int32(fieldNumber: number, n: number): void {
    this.tagged(fieldNumber, WireType.Varint);
    this.signed32(n);
  }

  /** An int64 or uint64 by its number; zero too. */
  int64(fieldNumber: number, n: number | bigint): void {
    this.tagged(fieldNumber, WireType.Varint);
    this.varint(n);
  }

  /** A bool by its number; false too. */
  bool(fieldNumber: number, value: boolean): void {
    this.tagged(fieldNumber, WireType.Varint);
    this.varint(value ? 1 : 0);
  }

  /** A double by its number; zero too. */
  double(fieldNumber: number, n: number): void {
    this.tagged(fieldNumber, WireType.Fixed64);
    scratch.setFloat64(0, n, true);
    this.rawRange(scratchBytes, 0, 8);
  }

  /** Bytes, or a message's payload, by its number. */
  bytes(fieldNumber: number, bytes: Uint8Array): void {
    this.tagged(fieldNumber, WireType.Length);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** A string by its number; U+FFFD for unpaired surrogates. */
  string(fieldNumber: number, text: string): void {
    this.tagged(fieldNumber, WireType.Length);
    const { length } = text;
    this.reserve(length * 3 + 5);
    if (length <= shortText) {
      const { buffer } = this;
      let at = this.pos + 1;
      let i = 0;
      for (; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (unit >= 0x80) break;
        buffer[at++] = unit;
      }
      if (i === length) {
        buffer[this.pos] = length;
        this.pos = at;
        return;
      }
    }
    const mark = this.reserveLength(length);
    this.pos += encoder.encodeInto(text, view(this.buffer, this.pos, this.buffer.length)).written;
    this.endLength(mark);
  }

  private packed(field: FieldShape, values: readonly RawValue[]): void {
    if (values.length === 0) return;
    const mark = this.beginLength(field.number, values.length);
    for (const value of values) this.value(field, value);
    this.endLength(mark);
  }

  /** Negative numbers take ten bytes, as if they were an int64. */
  private signed32(n: number): void {
    if (n < 0) this.varint64(n >>> 0, 0xffffffff);
    else this.varint(n);
  }

  private varint64(low: number, high: number): void {
    this.reserve(10);
    const { buffer } = this;
    let { pos } = this;
    while (high !== 0) {
      buffer[pos++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    while (low > 0x7f) {
      buffer[pos++] = (low & 0x7f) | 0x80;
      low >>>= 7;
    }
    buffer[pos++] = low;
    this.pos = pos;
  }

  /** The mark of a length: where its bytes are reserved. How many, the first of them says until the length is known. */
  private reserveLength(expectedBytes: number): number {
    const mark = this.pos;
    const width = varintWidth(expectedBytes);
    this.reserve(width);
    this.buffer[mark] = width;
    this.pos = mark + width;
    return mark;
  }

  private endLength(mark: number): void {
    const reserved = this.buffer[mark] as number;
    const start = mark + reserved;
    const length = this.pos - start;
    if (reserved === 1 && length < 0x80) {
      this.buffer[mark] = length;
      return;
    }
    const width = varintWidth(length);
    if (width !== reserved) {
      this.reserve(width);
      this.buffer.copyWithin(mark + width, start, this.pos);
    }
    this.pos = mark;
    this.varint(length);
    this.pos += length;
  }

  /** The end's tag is the start's with the next wire type. */
  private endGroup(start: number): void {
    this.reserve(5);
    const { buffer } = this;
    let at = start;
    let byte = buffer[at] as number;
    buffer[this.pos++] = byte + 1;
    while (byte >= 0x80) {
      byte = buffer[++at] as number;
      buffer[this.pos++] = byte;
    }
  }

  private reserve(bytes: number): void {
    if (this.pos + bytes > this.buffer.length) this.grow(bytes);
  }

  private grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.pos + bytes));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}

function varintWidth(n: number): number {
  return n < 0x80 ? 1 : n < 0x4000 ? 2 : n < 0x200000 ? 3 : n < 0x10000000 ? 4 : 5;
}

function isList(value: RawValue): value is readonly RawValue[] {
  return Array.isArray(value);
}

function asBytes(field: FieldShape, value: RawValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`field ${field.name} takes bytes`);
}

function asNumber(field: FieldShape, value: RawValue): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`field ${field.name} takes a number`);
}

function asBigint(field: FieldShape, value: RawValue): bigint {
  if (typeof value === 'bigint') return value;
  throw new TypeError(`field ${field.name} takes a bigint`);
}
