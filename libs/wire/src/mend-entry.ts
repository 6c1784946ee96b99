import { mendText } from './convert-value.ts';
import { Cursor } from './cursor.ts';
import { knownField } from './known.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import { Writer } from './writer.ts';

/** Whether a map's text has to be made valid UTF-8: it comes from where that is not checked and goes to where it is. */
export function mendsEntry(from: FieldShape, to: FieldShape): boolean {
  return to.kind === 'map' && to.utf8 && !from.utf8;
}

/** A map's entry whose text, key or value, is made valid UTF-8. */
export function mendEntry(entry: Uint8Array, shape: MessageShape): Uint8Array {
  const into = new Writer(entry.length + 16);
  const cursor = new Cursor(entry);
  while (cursor.pos < cursor.end) {
    const start = cursor.pos;
    const tag = cursor.uint32();
    if (knownField(shape, tag)?.kind === 'string') {
      const end = cursor.skipPayload(tag);
      into.bytes(tag >>> 3, mendText(entry.subarray(cursor.payloadStart, end)));
    } else {
      cursor.skip(tag);
      into.rawRange(entry, start, cursor.pos);
    }
  }
  return into.finish();
}
