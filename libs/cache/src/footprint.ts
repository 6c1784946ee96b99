/**
 * What an entry takes of the process besides its own characters and bytes: the store's lists and map, the record, the
 * typed array. Measured as the growth of the resident set on Node 20 over half a million to a million entries, while the
 * tables grow, for that is when they take most.
 */
export const ENTRY_OVERHEAD_BYTES = 650;

/** The same, besides, for bytes that V8 keeps outside its heap: a buffer, what counts its uses, what malloc adds. */
export const BUFFER_OVERHEAD_BYTES = 150;

/** V8 keeps typed arrays up to this size inside its heap. */
const MOST_BYTES_ON_HEAP = 64;

/** The same for a tag on an entry, as if no other entry had the tag. */
export const TAG_OVERHEAD_BYTES = 240;

/** The same for a tag that is remembered because it was invalidated. */
export const INVALIDATION_OVERHEAD_BYTES = 160;

/** What the characters of a string take: V8 gives a string two bytes a character as soon as one needs them. */
export function stringBytes(text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) return 2 * text.length;
  }
  return text.length;
}

/** What an entry is accounted for. */
export function entryBytes(key: string, bytes: Uint8Array, tags: readonly string[]): number {
  let total = ENTRY_OVERHEAD_BYTES + stringBytes(key) + bytes.length;
  if (bytes.length > MOST_BYTES_ON_HEAP) total += BUFFER_OVERHEAD_BYTES;
  for (const tag of tags) total += TAG_OVERHEAD_BYTES + stringBytes(tag);
  return total;
}
