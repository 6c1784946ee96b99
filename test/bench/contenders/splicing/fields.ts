/** As much of protobuf's encoding as splicing takes: fields with lengths, in messages that have the fields they should. */

/** The bytes of a field with a length, by its number (below 16). */
export function fieldOf(message: Buffer, number: number): Buffer {
  for (let at = 0; at < message.length;) {
    const tag = message[at] ?? 0;
    const { value: length, end } = varintAt(message, at + 1);
    if (tag === ((number << 3) | 2)) return message.subarray(end, end + length);
    at = (tag & 7) === 2 ? end + length : (tag & 7) === 1 ? at + 9 : end;
  }
  throw new Error(`no field ${number}`);
}

/** The bytes of each field of a message that has nothing but fields with lengths. */
export function fieldsOf(message: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < message.length;) {
    const { value: length, end } = varintAt(message, at + 1);
    at = end + length;
    fields.push(message.subarray(end, at));
  }
  return fields;
}

/** A field with a length, from its number (below 16) and its bytes. */
export function sized(number: number, bytes: Buffer): Buffer {
  const head = [(number << 3) | 2];
  let length = bytes.length;
  for (; length > 0x7f; length >>>= 7) head.push((length & 0x7f) | 0x80);
  head.push(length);
  return Buffer.concat([Buffer.from(head), bytes]);
}

function varintAt(message: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = message[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at };
  }
}
