import type { Span } from './proto-text.ts';

/**
 * Where a character of a string's value stands in the text. A value may be written in several adjacent literals, and
 * with escapes.
 *
 * @param text - the whole file
 * @param literals - the literals, quotes included
 * @param offset - in UTF-16 units of the value; its length for the place behind it
 */
export function placeInString(text: string, literals: readonly Span[], offset: number): number {
  let rest = offset;
  let last = literals[0]?.start ?? 0;
  for (const literal of literals) {
    let at = literal.start + 1;
    while (at < literal.end - 1) {
      if (rest <= 0) return at;
      const [source, value] = unitAt(text, at);
      at += source;
      rest -= value;
    }
    last = at;
  }
  return last;
}

/** How long one character is in the text, and in the value. */
function unitAt(text: string, at: number): [source: number, value: number] {
  if (text[at] !== '\\') return [1, 1];
  const rest = text.slice(at, at + 10);
  const escape =
    /^\\[xX][0-9a-fA-F]{1,2}|^\\u[0-9a-fA-F]{4}|^\\U[0-9a-fA-F]{8}|^\\[0-7]{1,3}|^\\[\s\S]/.exec(rest)?.[0] ?? '\\';
  const beyondBmp = escape.startsWith('\\U') && Number.parseInt(escape.slice(2), 16) > 0xffff;
  return [escape.length, beyondBmp ? 2 : 1];
}
