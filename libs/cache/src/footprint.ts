/**
 * What a tag on entries takes of the process besides its own characters: the string, its places in a map and in lists.
 * Measured as the growth of the resident set over a million tags, while the map grows, for that is when it takes most.
 */
export const TAG_OVERHEAD_BYTES = 200;

/** The same for a tag that is remembered because it was invalidated. */
export const INVALIDATION_OVERHEAD_BYTES = 160;

/** What the characters of a string take: V8 gives a string two bytes a character as soon as one needs them. */
export function stringBytes(text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) return 2 * text.length;
  }
  return text.length;
}

/** What the tags of an entry are accounted for, as if no other entry had them. */
export function tagBytes(tags: readonly string[]): number {
  let total = 0;
  for (const tag of tags) total += TAG_OVERHEAD_BYTES + stringBytes(tag);
  return total;
}
