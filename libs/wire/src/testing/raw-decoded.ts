import { decodeString } from '../text.ts';
import type { RawValue } from '../raw-value.ts';
import { compileReader } from '../read.ts';
import type { FieldShape } from '../shape.ts';
import { decode, type DecodedValue } from './decoded.ts';

/** A raw value as {@link decode} would give it, for comparison. */
export function rawDecoded(value: RawValue, field: FieldShape): DecodedValue {
  if (field.kind === 'map') return entries(value, field);
  return Array.isArray(value) ? value.map((element: RawValue) => single(element, field)) : single(value, field);
}

function single(value: RawValue, field: FieldShape): DecodedValue {
  if (!(value instanceof Uint8Array)) return value as DecodedValue;
  if (field.kind === 'string') return decodeString(value);
  if (field.message === undefined) return { bytes: Buffer.from(value).toString('hex') };
  return decode(field.message.desc, value, { unknown: false });
}

function entries(value: RawValue, field: FieldShape): DecodedValue {
  const entry = field.message;
  const [key, content] = entry?.fields ?? [];
  if (entry === undefined || key === undefined || content === undefined) throw new Error('no map');
  const readKey = compileReader(entry, [key]);
  const readContent = compileReader(entry, [content]);
  const byKey = new Map<string, DecodedValue>();
  for (const bytes of value as readonly Uint8Array[]) {
    const name = single(readKey(bytes) ?? key.defaultValue ?? 0, key);
    const inside = readContent(bytes) ?? content.defaultValue ?? new Uint8Array(0);
    byKey.set(typeof name === 'object' ? '' : String(name), [name, single(inside, content)]);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}
