import type { ExpressionFinding } from './finding.ts';
import { endsOperand, type Token } from './scan-tokens.ts';

/** Words that CEL keeps for itself: no name in an expression can be one. */
export const reservedWords: ReadonlySet<string> = new Set(
  (
    'as break const continue else false for function if import in let loop namespace null package return true var ' +
    'void while'
  ).split(' '),
);

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const prefixes: ReadonlySet<string> = new Set(['!', '-']);

/** What people write in other languages, and what CEL says instead. */
const foreign: Readonly<Record<string, string>> = {
  '=': 'comparing is ==; an expression assigns nothing',
  '&': 'and is &&',
  '|': 'or is ||',
  ';': 'an expression is one value, without statements',
};

/**
 * Says what is wrong with a text that the parser refused. The parser tells only how far it got; walking the tokens, as
 * operands and operators that take turns, finds what people would point at.
 */
export function explainSyntax(text: string, tokens: readonly Token[], error: unknown): ExpressionFinding {
  return (
    badToken(tokens) ??
    badTurn(text, tokens) ??
    tooDeep(text, error) ?? {
      rule: 'bad-expression',
      offset: offsetOf(error),
      length: 0,
      message: `CEL cannot read this: ${error instanceof Error ? lastPart(error.message) : String(error)}`,
    }
  );
}

function finding(token: Token, message: string, note?: string): ExpressionFinding {
  const at = { rule: 'bad-expression', offset: token.offset, length: token.text.length, message } as const;
  return note === undefined ? at : { ...at, note };
}

function badToken(tokens: readonly Token[]): ExpressionFinding | undefined {
  const token = tokens.find(({ kind }) => kind === 'unterminated' || kind === 'unknown');
  if (token === undefined) return undefined;
  if (token.kind === 'unterminated') return finding(token, 'the string does not end');
  return finding(token, `"${token.text}" means nothing in CEL`, foreign[token.text]);
}

/** The first token out of turn. */
function badTurn(text: string, tokens: readonly Token[]): ExpressionFinding | undefined {
  if (tokens.length === 0) return { rule: 'bad-expression', offset: 0, length: text.length, message: 'it is empty' };
  const open: Token[] = [];
  let before: Token | undefined;
  for (const token of tokens) {
    const after = before;
    before = token;
    const operand = after !== undefined && endsOperand(after);
    if (token.text === 'in' && after === undefined) return reserved(token);
    if (token.kind !== 'operator' && token.text !== 'in') {
      if (operand) return finding(token, `"${token.text}" cannot follow "${after.text}": an operator is missing`);
      if (after?.text === '.' && token.kind !== 'name') return finding(token, 'a name must follow the dot');
      if (token.kind === 'name' && after?.text !== '.' && isReserved(token)) return reserved(token);
    } else if (token.text in closers) {
      open.push(token);
    } else if (Object.values(closers).includes(token.text)) {
      const opener = open.pop();
      if (opener === undefined) return finding(token, `"${token.text}" closes nothing`);
      if (closers[opener.text] !== token.text) {
        return finding(token, `"${opener.text}" is closed by "${closers[opener.text]}", not by "${token.text}"`);
      }
      if (!operand && after !== opener && after?.text !== ',') return missing(after, token);
    } else if (!operand && token.text !== '.' && !prefixes.has(token.text)) {
      return missing(after, token);
    } else if (token.text === '!' && operand) {
      return finding(token, `"!" cannot follow "${after.text}"`);
    }
  }
  const last = open.at(-1);
  if (before !== undefined && !endsOperand(before) && !(before.text in closers)) return missing(before, undefined);
  if (last !== undefined) return finding(last, `"${last.text}" is not closed`, `close it by "${closers[last.text]}"`);
  const question = tokens.find(({ text }) => text === '?');
  if (question !== undefined) {
    return finding(question, '"?" needs two values with ":" between them', 'condition ? value : other value');
  }
  return undefined;
}

function reserved(token: Token): ExpressionFinding {
  return finding(token, `"${token.text}" is a reserved word of CEL: nothing of that name can be read by name`);
}

function isReserved(token: Token): boolean {
  return reservedWords.has(token.text) && !['true', 'false', 'null'].includes(token.text);
}

function missing(after: Token | undefined, token: Token | undefined): ExpressionFinding {
  if (after === undefined && token !== undefined) return finding(token, `a value is missing before "${token.text}"`);
  if (after === undefined) return { rule: 'bad-expression', offset: 0, length: 0, message: 'a value is missing' };
  return finding(after, `a value is missing after "${after.text}"`);
}

function tooDeep(text: string, error: unknown): ExpressionFinding | undefined {
  if (!(error instanceof RangeError)) return undefined;
  return { rule: 'bad-expression', offset: 0, length: text.length, message: 'the expression is nested too deeply' };
}

/** Parse errors carry `location`, which their types do not tell. */
function offsetOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('location' in error)) return 0;
  const { location } = error as { location?: { start?: { offset?: number } } };
  return location?.start?.offset ?? 0;
}

/** The parser's message without its own place in front. */
function lastPart(message: string): string {
  return message.replace(/^<input>:\d+:\d+: /, '');
}
