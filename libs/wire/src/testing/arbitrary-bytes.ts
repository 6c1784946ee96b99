import fc from 'fast-check';
import type { FieldShape, MessageShape } from '../shape.ts';
import { join, tag, varint } from './encode.ts';

/** Whether there are unknown fields, too, and numbers that closed enums do not have. */
export type Contents = 'all' | 'known';

const memos = {
  all: new WeakMap<MessageShape, fc.Arbitrary<Uint8Array>[]>(),
  known: new WeakMap<MessageShape, fc.Arbitrary<Uint8Array>[]>(),
};

/**
 * Valid messages in all their legal forms: fields in any order and number, overlong varints, lists in either form, maps
 * with entries that lack a part or occur twice, values outside of closed enums, unknown fields.
 */
export function messageBytes(shape: MessageShape, contents: Contents = 'all', depth = 2): fc.Arbitrary<Uint8Array> {
  const memo = memos[contents];
  let byDepth = memo.get(shape);
  if (byDepth === undefined) memo.set(shape, (byDepth = []));
  return (byDepth[depth] ??= fc
    .array(fieldBytes(shape, contents, depth), { maxLength: depth === 2 ? 12 : 4 })
    .map((fields) => join(...fields)));
}

function fieldBytes(shape: MessageShape, contents: Contents, depth: number): fc.Arbitrary<Uint8Array> {
  const fields = shape.fields.filter((field) => depth > 0 || field.message === undefined);
  const known = fc.constantFrom(...fields).chain((field) => occurrence(field, contents, depth));
  if (contents === 'known') return known;
  return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: unknownBytes(shape) });
}

function unknownBytes(shape: MessageShape): fc.Arbitrary<Uint8Array> {
  const number = fc.constantFrom(19, 60, 999, 70000).filter((n) => shape.field(n) === undefined);
  return fc.oneof(
    fc.tuple(number, anyVarint).map(([n, value]) => join(tag(n, 0), value)),
    fc.tuple(number, fc.uint8Array({ maxLength: 4 })).map(([n, bytes]) => join(tag(n, 2), varint(bytes.length), bytes)),
    fc.tuple(number, anyVarint).map(([n, value]) => join(tag(n, 3), tag(1, 0), value, tag(n, 4))),
    fc.tuple(number, fc.uint8Array({ minLength: 4, maxLength: 4 })).map(([n, bytes]) => join(tag(n, 5), bytes)),
  );
}

function occurrence(field: FieldShape, contents: Contents, depth: number): fc.Arbitrary<Uint8Array> {
  const { number, wireType } = field;
  const single = value(field, contents, depth).map((bytes) =>
    wireType === 3 ? join(tag(number, 3), bytes, tag(number, 4)) : join(tag(number, wireType), bytes),
  );
  if (!field.packable) return single;
  const packed = fc.array(value(field, contents, depth), { maxLength: 4 }).map((values) => {
    const payload = join(...values);
    return join(tag(number, 2), varint(payload.length), payload);
  });
  return fc.oneof(single, packed);
}

const pad = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) });
const anyBigint = fc.oneof(
  fc.bigInt(-3n, 200n),
  fc.bigInt(-(2n ** 31n), 2n ** 32n - 1n),
  fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
);
const anyVarint = fc.tuple(anyBigint, pad).map(([n, padding]) => varint(n, padding));

function value(field: FieldShape, contents: Contents, depth: number): fc.Arbitrary<Uint8Array> {
  switch (field.kind) {
    case 'double':
      return fc.double({ noNaN: true }).map((n) => new Uint8Array(Float64Array.of(n).buffer));
    case 'float':
      return fc.float({ noNaN: true }).map((n) => new Uint8Array(Float32Array.of(n).buffer));
    case 'fixed32':
    case 'sfixed32':
      return fc.oneof(fc.constant(new Uint8Array(4)), fc.uint8Array({ minLength: 4, maxLength: 4 }));
    case 'fixed64':
    case 'sfixed64':
      return fc.oneof(fc.constant(new Uint8Array(8)), fc.uint8Array({ minLength: 8, maxLength: 8 }));
    case 'string':
      return fc
        .oneof(fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 60 }))
        .map((text) => delimited(new TextEncoder().encode(text)));
    case 'bytes':
      return fc.uint8Array({ maxLength: 60 }).map(delimited);
    case 'enum':
      if (contents === 'known' && field.closedEnum !== undefined) {
        return fc.tuple(fc.constantFrom(...field.closedEnum), pad).map(([n, padding]) => varint(n, padding));
      }
      return fc.oneof(
        fc.constantFrom(0, 1, 2, 5, -1, -5, 300).map((n) => varint(n)),
        anyVarint,
      );
    case 'message':
    case 'map':
      return field.message === undefined
        ? fc.constant(varint(0))
        : payload(field, field.message, contents, depth).map(delimited);
    case 'group':
      return field.message === undefined ? fc.constant(varint(0)) : payload(field, field.message, contents, depth);
    default:
      return anyVarint;
  }
}

function payload(field: FieldShape, shape: MessageShape, contents: Contents, depth: number): fc.Arbitrary<Uint8Array> {
  if (depth === 0 && shape.fields.every((inner) => inner.message !== undefined)) return fc.constant(new Uint8Array(0));
  return messageBytes(shape, contents, Math.max(0, field.kind === 'map' ? depth : depth - 1));
}

function delimited(bytes: Uint8Array): Uint8Array {
  return join(varint(bytes.length), bytes);
}
