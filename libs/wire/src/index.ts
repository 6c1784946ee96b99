/**
 * Protobuf bytes: checking them, cutting values out, and making new messages from them without decoding what nobody
 * reads.
 *
 * Terms
 * - **shape**: a message type made ready for walking bytes: its fields by number, their features resolved.
 * - **raw value**: a value as it travels, decoded no further than its kind needs (see {@link RawValue}).
 * - **payload**: a message's bytes without tag and length. Payloads one after the other are the merge of the messages.
 * - **valid**: what a strict parser accepts: lengths, groups, UTF-8, required fields, at every depth.
 * - **canonical**: the one encoding that equal messages share.
 * - **known field**: the shape has its number, the wire type fits, and a closed enum has the number; else it is unknown.
 *
 * How it goes about it: descriptors are read once, into shapes; readers, masks and converters are compiled from shapes
 * once, when a composition is loaded. Per message there is one pass over the bytes and, where something is written,
 * one growing buffer. All but {@link checkMessage} trust that the bytes are valid: check at the door. What an encoder
 * ordinarily writes takes the one pass; where fields occur twice or rivals of a oneof meet, converters start over from
 * the canonical form, in which they do not.
 */
export { canonicalize } from './canonical.ts';
export { compileConverter } from './convert.ts';
export type { Converter } from './convert.ts';
export { compileMask } from './mask.ts';
export type { MaskTree } from './mask.ts';
export { isZero } from './raw-value.ts';
export type { RawValue } from './raw-value.ts';
export { compileReader } from './read.ts';
export type { PathReader } from './read.ts';
export type { ElementRule, FieldRule, MessageRule } from './rules.ts';
export { shapeOf } from './shape-of.ts';
export type { FieldKind, FieldShape, MessageShape, OneofShape, ScalarKind } from './shape.ts';
export { joinPayloads, sliceOwned } from './slices.ts';
export { decodeString, encodeString } from './text.ts';
export { unknownFields } from './unknown-fields.ts';
export { checkMessage } from './validity.ts';
export type { Validity } from './validity.ts';
export { WireType } from './wire-type.ts';
export { Writer } from './writer.ts';
