/** Bytes by hand, for tests: slow, and independent of the writer. */

/** Arrays of bytes, one after the other. */
export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A varint, with `pad` needless bytes as far as ten bytes allow. */
export function varint(n: bigint | number, pad = 0): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(n));
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 0x7fn));
    rest >>= 7n;
  } while (rest > 0n);
  for (let i = 0; i < pad && bytes.length < 10; i++) bytes.push(0);
  return Uint8Array.from(bytes.map((byte, i) => (i < bytes.length - 1 ? byte | 0x80 : byte)));
}

/** A tag. */
export function tag(number: number, wireType: number): Uint8Array {
  return varint(BigInt(number) * 8n + BigInt(wireType));
}

/** A varint field. */
export function v(number: number, n: bigint | number, pad = 0): Uint8Array {
  return join(tag(number, 0), varint(n, pad));
}

/** A length-delimited field of bytes, text or fields. */
export function l(number: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const payload = join(...parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part)));
  return join(tag(number, 2), varint(payload.length), payload);
}

/** A group of fields. */
export function g(number: number, ...fields: readonly Uint8Array[]): Uint8Array {
  return join(tag(number, 3), ...fields, tag(number, 4));
}

/** A field of four bytes. */
export function f32(number: number, n: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n, true);
  return join(tag(number, 5), bytes);
}

/** A field of eight bytes. */
export function f64(number: number, n: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, n), true);
  return join(tag(number, 1), bytes);
}
