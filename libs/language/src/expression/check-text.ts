import type { Registry } from '@bufbuild/protobuf';
import { Checker } from './check/checker.ts';
import type { NameResolver } from './check/name-resolver.ts';
import type { CelType } from './cel-type.ts';
import { evaluateConstant } from './evaluate.ts';
import type { ExpressionFinding } from './finding.ts';
import { parseText } from './parse-text.ts';
import type { Expr } from './syntax-tree.ts';

/** A text that was checked: its type and what it became, or all that is wrong with it. */
export type CheckedText =
  | { readonly kind: 'checked'; readonly type: CelType; readonly root: Expr }
  | { readonly kind: 'findings'; readonly findings: readonly ExpressionFinding[] };

/** Parses and checks a text. Names are the resolver's business, so that tests can have other names. */
export function checkText(text: string, names: NameResolver, registry: Registry, container: string): CheckedText {
  const parsed = parseText(text);
  if (parsed.kind === 'finding') return { kind: 'findings', findings: [parsed.finding] };
  const evaluate = (expr: Expr) => evaluateConstant(expr, registry);
  const checker = new Checker({ text: parsed, names, registry, container, evaluate });
  try {
    const { type, expr } = checker.check(parsed.root);
    const findings = inOrder(checker.findings);
    return findings.length > 0
      ? { kind: 'findings', findings }
      : { kind: 'checked', type: checker.inference.close(type), root: expr };
  } catch (error) {
    // Only the stack limits how deep a text may nest.
    if (!(error instanceof RangeError)) throw error;
    const message = 'the expression is nested too deeply';
    return { kind: 'findings', findings: [{ rule: 'bad-expression', offset: 0, length: text.length, message }] };
  }
}

/** By place, each once: a macro may have one part checked twice. */
function inOrder(findings: readonly ExpressionFinding[]): readonly ExpressionFinding[] {
  const seen = new Map(findings.map((finding) => [`${finding.offset} ${finding.message}`, finding]));
  return [...seen.values()].sort((a, b) => a.offset - b.offset || a.length - b.length);
}
