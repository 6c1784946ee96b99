import { hash } from 'node:crypto';

/** Keys up to this length are kept as they are: short ones cost less than a digest. */
const longestPlain = 128;

/**
 * A key of the cache, of all that a value depends on. Parts carry their lengths, so that none can pass for another, nor
 * for two; a long key is its digest, which starts with a sign that no other key starts with.
 */
export function joinKey(parts: readonly string[]): string {
  let key = '';
  for (const part of parts) key += `${part.length}:${part}`;
  // UTF-16 tells all strings apart, even those that are no text.
  return key.length <= longestPlain ? key : `#${hash('sha256', Buffer.from(key, 'utf16le'), 'latin1')}`;
}
