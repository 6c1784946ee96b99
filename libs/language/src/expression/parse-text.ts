import { parse } from '@bufbuild/cel';
import type { ExpressionFinding } from './finding.ts';
import { Places } from './places.ts';
import { scanTokens, type Token } from './scan-tokens.ts';
import { explainSyntax } from './syntax-findings.ts';
import type { Expr } from './syntax-tree.ts';

/** Longer texts are refused: nothing a composition says in one expression comes near. In UTF-16 units. */
export const maxTextLength = 10_000;

/** A text that was parsed. */
export interface ParsedText {
  readonly kind: 'parsed';
  readonly root: Expr;
  readonly places: Places;
  /** The macro calls by the id of the node they became. */
  readonly macroCalls: Readonly<Record<string, Expr>>;
}

/** Fields of these names are legal after a dot; the parser takes them for literals and operators. It knows no quotes. */
const refusedFields: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

/** Parses a text; a syntax error comes back as a finding, in words for people. */
export function parseText(
  text: string,
): ParsedText | { readonly kind: 'finding'; readonly finding: ExpressionFinding } {
  if (text.length > maxTextLength) {
    const message = `the expression has ${text.length} characters, more than ${maxTextLength}`;
    return { kind: 'finding', finding: { rule: 'bad-expression', offset: 0, length: text.length, message } };
  }
  const tokens = scanTokens(text);
  const fieldNames = new Map<number, string>();
  const parsable = withRefusedFields(text, tokens, fieldNames);
  try {
    const { expr, sourceInfo } = parse(parsable);
    return {
      kind: 'parsed',
      root: expr,
      places: new Places(tokens, sourceInfo?.positions ?? {}, fieldNames),
      macroCalls: sourceInfo?.macroCalls ?? {},
    };
  } catch (error) {
    return { kind: 'finding', finding: explainSyntax(text, tokens, error) };
  }
}

/** Puts a name of the same length in place of each refused one, so that offsets stay true. */
function withRefusedFields(text: string, tokens: readonly Token[], fieldNames: Map<number, string>): string {
  let parsable = text;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]?.text;
    const after = tokens[index + 1]?.text;
    const isField = (before === '.' && after !== '(') || ((before === '{' || before === ',') && after === ':');
    const name = token.kind === 'quoted' ? token.text.slice(1, -1) : before === '.' ? token.text : '';
    if (!isField || (token.kind !== 'quoted' && !refusedFields.has(name))) return;
    fieldNames.set(token.offset, name);
    const end = token.offset + token.text.length;
    parsable = parsable.slice(0, token.offset) + '_'.repeat(token.text.length) + parsable.slice(end);
  });
  return parsable;
}
