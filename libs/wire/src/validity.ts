import { missingRequired } from './required.ts';
import type { FieldShape, MessageShape, OneofShape } from './shape.ts';
import { isValidUtf8 } from './text.ts';
import { WireType } from './wire-type.ts';

/**
 * What {@link checkMessage} found. `canonical`: the bytes are those that `canonicalize` gives; false may also mean that
 * it was not worth finding out (unknown fields, maps of several entries). `offset`: of the byte at or before which it
 * went wrong; for what is missing, the message's end.
 */
export type Validity =
  | { readonly kind: 'valid'; readonly canonical: boolean }
  | { readonly kind: 'invalid'; readonly reason: string; readonly offset: number };

/** Messages, groups and unknown groups inside each other, as deep as other parsers go. */
const maxDepth = 100;

const canonical: Validity = Object.freeze({ kind: 'valid', canonical: true });
const valid: Validity = Object.freeze({ kind: 'valid', canonical: false });

/**
 * Checks a message in whole, at every depth, as strictly as the strictest parsers: tags, wire types, lengths, groups,
 * depth, UTF-8 where the field asks for it, required fields. A known field with the wrong wire type is an unknown field,
 * which is valid. It never throws, whatever the bytes.
 */
export function checkMessage(bytes: Uint8Array, shape: MessageShape): Validity {
  const walk = new Walk(bytes);
  if (!walk.message(shape, bytes.length, 0, 0)) return { kind: 'invalid', reason: walk.reason, offset: walk.pos };
  if (shape.requires) {
    const missing = missingRequired(bytes, shape);
    if (missing !== undefined) {
      return { kind: 'invalid', reason: `required field ${missing} is missing`, offset: bytes.length };
    }
  }
  return walk.canonical ? canonical : valid;
}

class Walk {
  readonly bytes: Uint8Array;
  pos = 0;
  canonical = true;
  reason = '';
  private low = 0;
  private high = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /**
   * A message up to `end`, or, where `group` is a field's number, up to that group's end tag, which it moves past. All
   * walking methods give false where the bytes are invalid; `reason` tells why.
   */
  message(shape: MessageShape, end: number, group: number, depth: number): boolean {
    if (depth > maxDepth) return this.fail(`messages nest deeper than ${maxDepth}`);
    const { bytes } = this;
    let last = 0;
    let count = 0;
    let oneof: OneofShape | undefined;
    let oneofs: OneofShape[] | undefined;
    while (this.pos < end) {
      const tag = this.tag(end);
      if (tag < 0) return false;
      const wireType = tag & 7;
      const number = tag >>> 3;
      if (wireType === WireType.EndGroup) {
        if (number !== group || group === 0) return this.fail(`end of a group ${number} that did not begin`);
        return this.endMessage(shape, last, count);
      }
      const field = shape.field(number);
      if (field === undefined || (tag !== field.tag && !(field.packable && wireType === WireType.Length))) {
        this.canonical = false;
        if (!this.unknown(wireType, number, end, depth)) return false;
        continue;
      }
      if (number <= last) {
        // Only the elements of a list that is not packed stand under the same number.
        if (number < last || !field.repeated || field.packed) this.canonical = false;
      }
      last = number;
      count++;
      if (field.oneof !== undefined) {
        if (oneof === undefined) oneof = field.oneof;
        else if (oneof === field.oneof || oneofs?.includes(field.oneof) === true) this.canonical = false;
        else (oneofs ??= []).push(field.oneof);
      }
      if (field.packable && field.packed !== (wireType === WireType.Length)) this.canonical = false;
      switch (wireType) {
        case WireType.Varint: {
          const byte = bytes[this.pos] as number;
          if (this.pos < end && byte < 0x80) {
            this.pos++;
            if (byte === 0 ? !field.presence && !field.repeated : byte > 1 && field.kind === 'bool') {
              this.canonical = false;
            }
            if (field.closedEnum !== undefined && !field.closedEnum.has(byte)) this.canonical = false;
          } else if (!this.longVarint(field, end)) return false;
          break;
        }
        case WireType.Length: {
          const stop = this.payloadEnd(end);
          if (stop < 0) return false;
          if (!this.lengthDelimited(field, stop, depth)) return false;
          break;
        }
        case WireType.StartGroup:
          if (field.message !== undefined && !this.message(field.message, end, number, depth + 1)) return false;
          break;
        case WireType.Fixed32:
          if (!this.fixed(4, end, field)) return false;
          break;
        case WireType.Fixed64:
          if (!this.fixed(8, end, field)) return false;
          break;
      }
    }
    if (group !== 0) return this.fail(`group ${group} does not end`);
    return this.endMessage(shape, last, count);
  }

  private endMessage(shape: MessageShape, last: number, count: number): true {
    // Canonical entries have both their fields.
    if (shape.mapEntry && (count !== 2 || last !== 2)) this.canonical = false;
    return true;
  }

  private lengthDelimited(field: FieldShape, stop: number, depth: number): boolean {
    if (field.packable) return this.packed(field, stop);
    switch (field.kind) {
      case 'message':
        return field.message === undefined || this.message(field.message, stop, 0, depth + 1);
      case 'map':
        return this.entry(field, stop, depth);
      default:
        if (stop === this.pos && !field.presence && !field.repeated) this.canonical = false;
        if (field.utf8 && !isValidUtf8(this.bytes, this.pos, stop)) return this.fail(`${field.name} is not UTF-8`);
        this.pos = stop;
        return true;
    }
  }

  /** Entries are compared by nobody here: of the second one on, order and duplicates are left to `canonicalize`. */
  private entry(field: FieldShape, stop: number, depth: number): boolean {
    return field.message === undefined || this.message(field.message, stop, 0, depth + 1);
  }

  private packed(field: FieldShape, stop: number): boolean {
    if (this.pos === stop) this.canonical = false;
    const { bytes } = this;
    switch (field.wireType) {
      case WireType.Varint:
        while (this.pos < stop) {
          const byte = bytes[this.pos] as number;
          if (byte < 0x80 && field.kind !== 'bool' && field.closedEnum === undefined) this.pos++;
          else if (!this.longVarint(field, stop)) return false;
        }
        return true;
      default: {
        const width = field.wireType === WireType.Fixed32 ? 4 : 8;
        if ((stop - this.pos) % width !== 0)
          return this.fail(`${field.name} is packed, but its length is not in ${width}s`);
        this.pos = stop;
        return true;
      }
    }
  }

  private fixed(width: number, end: number, field: FieldShape): boolean {
    if (this.pos + width > end) return this.fail(`${field.name} goes past the end`);
    if (!field.presence && !field.repeated) {
      let bits = 0;
      for (let i = 0; i < width; i++) bits |= this.bytes[this.pos + i] as number;
      if (bits === 0) this.canonical = false;
    }
    this.pos += width;
    return true;
  }

  /** A varint of any length, known to be a value of the field. */
  private longVarint(field: FieldShape, end: number): boolean {
    const start = this.pos;
    if (!this.varint(end)) return false;
    const { low, high } = this;
    const width = this.pos - start;
    if (width > 1 && this.bytes[this.pos - 1] === 0) this.canonical = false;
    if (width === 10 && (this.bytes[this.pos - 1] as number) > 1) this.canonical = false;
    if (low === 0 && !field.presence && !field.repeated) this.canonical = false;
    switch (field.kind) {
      case 'int32':
      case 'enum':
        if (high !== (low > 0x7fffffff ? 0xffffffff : 0)) this.canonical = false;
        if (field.closedEnum !== undefined && !field.closedEnum.has(low | 0)) this.canonical = false;
        break;
      case 'uint32':
      case 'sint32':
        if (high !== 0) this.canonical = false;
        break;
      case 'bool':
        if (high !== 0 || low > 1) this.canonical = false;
        break;
      default:
    }
    return true;
  }

  private varint(end: number): boolean {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= end) return this.fail('a varint goes past the end');
      const byte = bytes[this.pos++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return true;
      }
    }
    return this.fail('a varint has more than ten bytes');
  }

  /** The end of the payload whose length comes next; negative where it is invalid. */
  private payloadEnd(end: number): number {
    const length = this.uint32(end, 'a length');
    if (length < 0) return -1;
    const stop = this.pos + length;
    if (stop > end) {
      this.fail('a length goes past the end');
      return -1;
    }
    return stop;
  }

  /** The next tag; negative where it is invalid. */
  private tag(end: number): number {
    const start = this.pos;
    const tag = this.uint32(end, 'a tag');
    if (tag < 0) return tag;
    if (tag < 8) {
      this.pos = start;
      this.fail('field number 0');
      return -1;
    }
    if ((tag & 7) > WireType.Fixed32) {
      this.pos = start;
      this.fail(`wire type ${tag & 7}`);
      return -1;
    }
    return tag;
  }

  /** A tag or a length: at most five bytes and 32 bits, as in other strict parsers. Negative where it is invalid. */
  private uint32(end: number, what: string): number {
    const { bytes } = this;
    if (this.pos < end) {
      const first = bytes[this.pos] as number;
      if (first < 0x80) {
        this.pos++;
        return first;
      }
    }
    const start = this.pos;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.pos >= end) {
        this.fail(`${what} goes past the end`);
        return -1;
      }
      const byte = bytes[this.pos++] as number;
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0) this.canonical = false; // overlong
        return value >>> 0;
      }
    }
    this.pos = start;
    this.fail(`${what} has more than 32 bits`);
    return -1;
  }

  private unknown(wireType: number, number: number, end: number, depth: number): boolean {
    switch (wireType) {
      case WireType.Varint:
        return this.varint(end);
      case WireType.Length: {
        const stop = this.payloadEnd(end);
        if (stop < 0) return false;
        this.pos = stop;
        return true;
      }
      case WireType.StartGroup:
        return this.unknownGroup(number, end, depth + 1);
      default: {
        const width = wireType === WireType.Fixed32 ? 4 : 8;
        if (this.pos + width > end) return this.fail(`field ${number} goes past the end`);
        this.pos += width;
        return true;
      }
    }
  }

  private unknownGroup(number: number, end: number, depth: number): boolean {
    if (depth > maxDepth) return this.fail(`messages nest deeper than ${maxDepth}`);
    while (this.pos < end) {
      const tag = this.tag(end);
      if (tag < 0) return false;
      if ((tag & 7) === WireType.EndGroup) {
        return tag >>> 3 === number || this.fail(`end of a group ${tag >>> 3} that did not begin`);
      }
      if (!this.unknown(tag & 7, tag >>> 3, end, depth)) return false;
    }
    return this.fail(`group ${number} does not end`);
  }

  private fail(reason: string): false {
    this.reason = reason;
    return false;
  }
}
