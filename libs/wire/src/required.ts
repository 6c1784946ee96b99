import { Cursor } from './cursor.ts';
import { isKnownValue, knownField } from './known.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { joinPayloads, view } from './slices.ts';

const empty = new Uint8Array(0);

/**
 * The path of the first required field that is missing, after merging, in a message that is valid otherwise; none where
 * all are there. Only proto2 has required fields (and editions that migrate from it): ask `shape.requires` first.
 */
export function missingRequired(bytes: Uint8Array, shape: MessageShape): string | undefined {
  const seen = new Set<FieldShape>();
  const nested = new Map<FieldShape, Uint8Array[]>();
  const cursor = new Cursor(bytes);
  while (cursor.pos < cursor.end) {
    const tag = cursor.uint32();
    const field = knownField(shape, tag);
    if (field === undefined || (tag === field.tag && !isKnownValue(cursor, field))) {
      cursor.skip(tag);
      continue;
    }
    seen.add(field);
    for (const rival of field.oneof?.fields ?? []) if (rival !== field) nested.delete(rival);
    if (field.message?.requires === true) {
      const end = cursor.skipPayload(tag);
      const payloads = nested.get(field);
      const payload = view(bytes, cursor.payloadStart, end);
      if (payloads === undefined) nested.set(field, [payload]);
      else payloads.push(payload);
    } else cursor.skip(tag);
  }
  for (const field of shape.fields) {
    if (field.required && !seen.has(field)) return field.name;
    if (field.message === undefined) continue;
    for (const payload of messagesOf(shape, field, nested.get(field))) {
      const missing = missingRequired(payload, field.message);
      if (missing !== undefined) return `${field.name}.${missing}`;
    }
  }
  return undefined;
}

function messagesOf(
  shape: MessageShape,
  field: FieldShape,
  payloads: readonly Uint8Array[] | undefined,
): readonly Uint8Array[] {
  // An entry without a value has an empty one.
  if (payloads === undefined) return shape.mapEntry && field.message?.requires === true ? [empty] : [];
  return field.repeated || field.kind === 'map' ? payloads : [joinPayloads(payloads)];
}
