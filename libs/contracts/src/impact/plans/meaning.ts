/** An expression's text without what means nothing: blanks, line breaks, and which quotes a text stands in. */
export function meaningOf(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\w+|[^\s\w]/g) ?? [];
  return tokens
    .map((token) => (token.startsWith("'") && !token.includes('"') ? `"${token.slice(1, -1)}"` : token))
    .join(' ');
}
