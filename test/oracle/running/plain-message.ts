/** Messages as plain data that can be compared and read: unknown fields included, maps sorted, numbers exact. */
import type { DescMessage, Message } from '@bufbuild/protobuf';
import { readField, typeOf, type Held, type Type } from '../interpreter/value.ts';

/** JSON-like data. */
export type Plain = string | boolean | readonly Plain[] | { readonly [name: string]: Plain };

/** A message as plain data. */
export function plainMessage(desc: DescMessage, message: Message): Plain {
  const plain: Record<string, Plain> = {};
  for (const field of desc.fields) {
    const held = readField(message, field);
    if (held !== undefined) plain[field.name] = plainValue(typeOf(field), held);
  }
  for (const { no, wireType, data } of message.$unknown ?? []) {
    const key = `?${no}`;
    const before = plain[key];
    plain[key] = [
      ...(Array.isArray(before) ? (before as readonly Plain[]) : []),
      `${wireType}:${Buffer.from(data).toString('hex')}`,
    ];
  }
  return plain;
}

function plainValue(type: Type, held: Held): Plain {
  switch (type.kind) {
    case 'scalar':
    case 'enum':
      return plainScalar(held);
    case 'message':
      return plainMessage(type.message, held as Message);
    case 'list':
      return (held as readonly Held[]).map((element) => plainValue(type.element, element));
    case 'map':
      return Object.fromEntries(
        [...(held as ReadonlyMap<string, Held>)]
          .map(([key, value]): [string, Plain] => [`[${key}]`, plainValue(type.value, value)])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
  }
}

function plainScalar(held: Held): Plain {
  if (typeof held === 'boolean') return held;
  if (typeof held === 'string') return `'${held}'`;
  if (held instanceof Uint8Array) return `0x${Buffer.from(held).toString('hex')}`;
  if (typeof held === 'number') return Object.is(held, -0) ? '-0' : String(held);
  return typeof held === 'object' ? JSON.stringify(held) : String(held);
}
