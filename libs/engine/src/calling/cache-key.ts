import { hash } from 'node:crypto';

/** Keys up to this length are kept as they are: short ones cost less than a digest. */
const longestPlain = 128;

/** Several texts as one. Each carries its length, so that none can pass for another, nor for two. */
export function joinParts(parts: readonly string[]): string {
  let joined = '';
  for (const part of parts) joined += `${part.length}:${part}`;
  return joined;
}

/**
 * A key of the cache, of all that a value depends on. A long one is its digest, which starts with a sign that no other key
 * starts with.
 */
export function joinKey(parts: readonly string[]): string {
  const key = joinParts(parts);
  // UTF-16 tells all strings apart, even those that are no text.
  return key.length <= longestPlain ? key : `#${hash('sha256', Buffer.from(key, 'utf16le'), 'base64url')}`;
}
