import type { parse } from '@bufbuild/cel';

/** A node of CEL's syntax tree, as the parser makes it and the planner takes it. */
export type Expr = ReturnType<typeof parse>['expr'];

/** A node that calls a function or an operator. */
export type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

/** A node that selects a field. */
export type Select = Extract<Expr['exprKind'], { case: 'selectExpr' }>['value'];

/** A node that runs over a list or map: every macro but `has`. */
export type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

/** A node that makes a message or a map. */
export type Struct = Extract<Expr['exprKind'], { case: 'structExpr' }>['value'];

/** One entry of a {@link Struct}. */
export type StructEntry = Struct['entries'][number];

/** A literal. */
export type Constant = Extract<Expr['exprKind'], { case: 'constExpr' }>['value'];

function node(exprKind: Expr['exprKind']): Expr {
  // Ids tie nodes to places. Nodes made here have been checked and need no place any more.
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind };
}

/** A name. Names of our own begin with `@`, which no text can. */
export function nameNode(name: string): Expr {
  return node({ case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } });
}

/** A literal that rewriting puts in. */
export type Literal =
  | { readonly case: 'boolValue'; readonly value: boolean }
  | { readonly case: 'int64Value'; readonly value: bigint }
  | { readonly case: 'stringValue'; readonly value: string };

/** A literal. */
export function constantNode(constantKind: Literal): Expr {
  return node({ case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } });
}

/** A call, with `target` of a method. */
export function callNode(name: string, args: Expr[], target?: Expr): Expr {
  const call: Call = { $typeName: 'cel.expr.Expr.Call', function: name, args };
  if (target !== undefined) call.target = target;
  return node({ case: 'callExpr', value: call });
}

/** The field of a value. */
export function selectNode(operand: Expr, field: string): Expr {
  return node({
    case: 'selectExpr',
    value: { $typeName: 'cel.expr.Expr.Select', operand, field, testOnly: false },
  });
}

/** A list. */
export function listNode(elements: Expr[]): Expr {
  return node({
    case: 'listExpr',
    value: { $typeName: 'cel.expr.Expr.CreateList', elements, optionalIndices: [] },
  });
}

/** A message, or a map where the name is empty. */
export function structNode(messageName: string, entries: StructEntry[]): Expr {
  return node({ case: 'structExpr', value: { $typeName: 'cel.expr.Expr.CreateStruct', messageName, entries } });
}

/** The parts of a comprehension. */
export interface Loop {
  readonly range: Expr;
  readonly variable: string;
  readonly accumulator: string;
  readonly start: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

/** A loop over a list or map. */
export function loopNode(loop: Loop): Expr {
  return node({
    case: 'comprehensionExpr',
    value: {
      $typeName: 'cel.expr.Expr.Comprehension',
      iterVar: loop.variable,
      iterVar2: '',
      iterRange: loop.range,
      accuVar: loop.accumulator,
      accuInit: loop.start,
      loopCondition: loop.condition,
      loopStep: loop.step,
      result: loop.result,
    },
  });
}
