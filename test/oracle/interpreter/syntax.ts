/** The texts of expressions taken apart: plain paths by their form, everything else as CEL's syntax tree. */
import { parse } from '@bufbuild/cel';

/** A node of CEL's syntax tree. */
export type Expr = ReturnType<typeof parse>['expr'];

/** An expression as it is written. */
export type Syntax =
  | { readonly kind: 'path'; readonly chain: readonly string[] }
  | { readonly kind: 'metadata'; readonly key: string }
  | { readonly kind: 'computed'; readonly root: Expr };

const plainPath = /^\s*[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*\s*$/;
const plainMetadata = /^\s*metadata\s*\[\s*(?:"([^"]*)"|'([^']*)')\s*\]\s*$/;
const parsed = new Map<string, Syntax>();

/** Our `has`, which can ask about a bare name, in the guise of a function: CEL's own macro refuses that. */
export const ask = '__has';

/** Takes a text apart. */
export function syntaxOf(text: string): Syntax {
  let syntax = parsed.get(text);
  if (syntax === undefined) {
    if (parsed.size > 5000) parsed.clear();
    parsed.set(text, (syntax = read(text)));
  }
  return syntax;
}

function read(text: string): Syntax {
  if (plainPath.test(text) && !['true', 'false', 'null'].includes(text.trim())) {
    return { kind: 'path', chain: [...text.matchAll(/\w+/g)].map(([name]) => name) };
  }
  const metadata = plainMetadata.exec(text);
  if (metadata !== null) return { kind: 'metadata', key: (metadata[1] ?? metadata[2] ?? '').toLowerCase() };
  return { kind: 'computed', root: parse(withoutHas(text)).expr };
}

/** Renames `has` outside of literals. */
function withoutHas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\bhas\s*\(/g, (found) =>
    found.startsWith('has') ? `${ask}(` : found,
  );
}

/** The names of a chain `a.b.c`; undefined where the node is none. */
export function chainOf(expr: Expr): readonly string[] | undefined {
  const { exprKind } = expr;
  if (exprKind.case === 'identExpr') return [exprKind.value.name];
  if (exprKind.case !== 'selectExpr' || exprKind.value.testOnly || exprKind.value.operand === undefined)
    return undefined;
  const before = chainOf(exprKind.value.operand);
  return before === undefined ? undefined : [...before, exprKind.value.field];
}

function node(exprKind: Expr['exprKind']): Expr {
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind };
}

/** A name. */
export function nameNode(name: string): Expr {
  return node({ case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } });
}

/** A name with fields below it, or the question whether the last of them is set. */
export function selectNode(operand: Expr, fields: readonly string[], testOnly = false): Expr {
  return fields.reduce<Expr>(
    (inner, field, i) =>
      node({
        case: 'selectExpr',
        value: {
          $typeName: 'cel.expr.Expr.Select',
          operand: inner,
          field,
          testOnly: testOnly && i === fields.length - 1,
        },
      }),
    operand,
  );
}

/** `condition ? a : b`. */
export function conditionNode(condition: Expr, a: Expr, b: Expr): Expr {
  return node({
    case: 'callExpr',
    value: { $typeName: 'cel.expr.Expr.Call', function: '_?_:_', args: [condition, a, b] },
  });
}

/** A number. */
export function numberNode(number: number): Expr {
  return parse(String(number)).expr;
}
