/** A token of an expression's text. `quoted`: a field's name in backquotes. */
export interface Token {
  readonly kind: 'name' | 'quoted' | 'number' | 'string' | 'operator' | 'unterminated' | 'unknown';
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly offset: number;
}

const blank = /(?:\s+|\/\/[^\n]*)+/y;

// Longest first: raw strings know no escapes, triple quotes span lines.
const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /(?:[rR][bB]?|[bB][rR])(?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y],
  ['string', /[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')/y],
  ['unterminated', /(?:[rR][bB]?|[bB][rR]?)?["'][^\n\r]*/y],
  ['number', /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?/y],
  ['name', /[A-Za-z_]\w*/y],
  ['quoted', /`[\w.\-/ ]+`/y],
  ['operator', /&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}]/y],
];

/**
 * The tokens of a text, without blanks and comments. The parser has tokens of its own; these tell places of names and
 * operators exactly, and what is wrong with a text that it refuses.
 */
export function scanTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    blank.lastIndex = offset;
    if (blank.test(text)) {
      offset = blank.lastIndex;
      continue;
    }
    const token = tokenAt(text, offset, tokens.at(-1));
    tokens.push(token);
    offset += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, offset: number, before: Token | undefined): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) continue;
    // `list[0].5` is no number: after an operand the dot selects.
    if (kind === 'number' && match[0].startsWith('.') && before !== undefined && endsOperand(before)) continue;
    return { kind, text: match[0], offset };
  }
  return { kind: 'unknown', text: String.fromCodePoint(text.codePointAt(offset) ?? 0), offset };
}

/** Whether an operand can end with this token, so that an operator follows. */
export function endsOperand(token: Token): boolean {
  return token.kind === 'operator' ? [')', ']', '}'].includes(token.text) : token.text !== 'in';
}
