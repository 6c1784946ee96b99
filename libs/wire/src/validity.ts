import { missingRequired } from './required.ts';
import type { FieldShape, MessageShape, OneofShape } from './shape.ts';
import { isValidUtf8 } from './text.ts';
import { Trait } from './traits.ts';
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
      let tag = bytes[this.pos] as number;
      if (tag < 0x80 && tag > 7 && (tag & 7) < 6) this.pos++;
      else {
        tag = this.tag(end);
        if (tag < 0) return false;
      }
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
      const { traits } = field;
      // Only the elements of a list that is not packed stand under the same number.
      if (number <= last && (number < last || (traits & Trait.Unpacked) === 0)) this.canonical = false;
      last = number;
      count++;
      if ((traits & Trait.Member) !== 0 && field.oneof !== undefined) {
        if (oneof === undefined) oneof = field.oneof;
        else if (oneof === field.oneof || oneofs?.includes(field.oneof) === true) this.canonical = false;
        else (oneofs ??= []).push(field.oneof);
      }
      switch (wireType) {
        case WireType.Varint: {
          const byte = this.pos < end ? (bytes[this.pos] as number) : 0x80;
          if (byte < 0x80 && (traits & Trait.Odd) === 0) {
            this.pos++;
            if (byte === 0 && (traits & Trait.ZeroIsUnset) !== 0) this.canonical = false;
          } else if ((traits & Trait.Odd) !== 0 || !this.shortVarint(end)) {
            if (!this.varintValue(field, end)) return false;
          }
          break;
        }
        case WireType.Length: {
          const length = this.pos < end ? (bytes[this.pos] as number) : 0x80;
          let stop = this.pos + 1 + length;
          if (length < 0x80 && stop <= end) this.pos++;
          else {
            stop = this.payloadEnd(end);
            if (stop < 0) return false;
          }
          if ((traits & Trait.Nested) !== 0 && field.message !== undefined) {
            if (!this.message(field.message, stop, 0, depth + 1)) return false;
          } else if ((traits & Trait.Packable) !== 0) {
            if (!this.packed(field, stop)) return false;
          } else {
            if (length === 0 && (traits & Trait.ZeroIsUnset) !== 0) this.canonical = false;
            if ((traits & Trait.Utf8) !== 0 && !isValidUtf8(bytes, this.pos, stop)) {
              return this.fail(`${field.name} is not UTF-8`);
            }
            this.pos = stop;
          }
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

  private packed(field: FieldShape, stop: number): boolean {
    // Unpacked by its declaration, or with nothing in it.
    if (!field.packed || this.pos === stop) this.canonical = false;
    const { bytes } = this;
    const odd = (field.traits & (Trait.Closed | Trait.Bool)) !== 0;
    switch (field.wireType) {
      case WireType.Varint:
        while (this.pos < stop) {
          const byte = bytes[this.pos] as number;
          if (odd) {
            if (!this.varintElement(field, stop)) return false;
          } else if (byte < 0x80) this.pos++;
          else if (this.shortVarint(stop)) continue;
          else if (!this.varintElement(field, stop)) return false;
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
    if ((field.traits & (Trait.ZeroIsUnset | Trait.Packed)) !== 0) {
      let bits = 0;
      for (let i = 0; i < width; i++) bits |= this.bytes[this.pos + i] as number;
      if (bits === 0 || field.packed) this.canonical = false;
    }
    this.pos += width;
    return true;
  }

  /** Moves past a varint of two to four bytes that no kind would write shorter; false, in place, where it is another. */
  private shortVarint(end: number): boolean {
    const { bytes, pos } = this;
    const stop = Math.min(end, pos + 4);
    for (let at = pos + 1; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) continue;
      if (byte === 0) return false;
      this.pos = at + 1;
      return true;
    }
    return false;
  }

  /** The varint of a field that is not packed here. */
  private varintValue(field: FieldShape, end: number): boolean {
    if (field.packed) this.canonical = false;
    return this.varintElement(field, end);
  }

  /** A varint of any length, a value of the field. */
  private varintElement(field: FieldShape, end: number): boolean {
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
