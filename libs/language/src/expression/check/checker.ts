import type { CelValue } from '@bufbuild/cel';
import type { Registry } from '@bufbuild/protobuf';
import { celTypeName } from '../cel-type.ts';
import type { ExpressionFinding } from '../finding.ts';
import { Inference, type Term } from '../inference.ts';
import type { ParsedText } from '../parse-text.ts';
import type { Place, Places } from '../places.ts';
import type { Expr } from '../syntax-tree.ts';
import { checkCall } from './check-call.ts';
import { checkList, checkLiteral, checkStruct } from './check-literal.ts';
import { checkMacro } from './check-macro.ts';
import { checkChain, checkPresence } from './check-name.ts';
import type { NameResolver } from './name-resolver.ts';

/** A checked part of an expression: its type, and what it became. */
export interface Checked {
  readonly type: Term;
  readonly expr: Expr;
}

/** A variable of a macro: its name in the text, its name in the rewritten expression. */
export interface MacroVariable {
  readonly name: string;
  readonly internal: string;
  readonly type: Term;
}

/** What a checker works on. */
export interface CheckerInput {
  readonly text: ParsedText;
  readonly names: NameResolver;
  readonly registry: Registry;
  readonly container: string;
  /** Evaluates a rewritten expression without variables; undefined where it fails, with the text of the failure. */
  readonly evaluate: (expr: Expr) => { readonly value: CelValue } | { readonly failure: string };
}

/**
 * Checks the types of a syntax tree and rewrites it on the way. A part that is wrong becomes dyn, so that one mistake
 * is one finding.
 */
export class Checker {
  readonly input: CheckerInput;
  readonly inference = new Inference();
  readonly findings: ExpressionFinding[] = [];
  private readonly variables: MacroVariable[] = [];
  private lastVariable = 0;

  constructor(input: CheckerInput) {
    this.input = input;
  }

  get places(): Places {
    return this.input.text.places;
  }

  /** Checks one node and what is below it. */
  check(expr: Expr): Checked {
    switch (expr.exprKind.case) {
      case 'constExpr':
        return checkLiteral(this, expr, expr.exprKind.value);
      case 'identExpr':
        return checkChain(this, expr);
      case 'selectExpr':
        return expr.exprKind.value.testOnly ? checkPresence(this, expr, expr.exprKind.value) : checkChain(this, expr);
      case 'callExpr':
        return checkCall(this, expr, expr.exprKind.value);
      case 'listExpr':
        return checkList(this, expr.exprKind.value.elements);
      case 'structExpr':
        return checkStruct(this, expr, expr.exprKind.value);
      case 'comprehensionExpr':
        return checkMacro(this, expr, expr.exprKind.value);
      case undefined:
        return this.wrong(expr, this.places.of(expr), 'CEL cannot read this');
    }
  }

  /** Notes a finding. */
  report(rule: ExpressionFinding['rule'], place: Place, message: string, note?: string): void {
    const finding = { rule, offset: place.offset, length: place.length, message };
    this.findings.push(note === undefined ? finding : { ...finding, note });
  }

  /** Notes a `bad-expression`; the part is dyn from here on. */
  wrong(expr: Expr, place: Place, message: string, note?: string): Checked {
    this.report('bad-expression', place, message, note);
    return { type: { kind: 'dyn' }, expr };
  }

  /** A type as findings spell it, with all that is known of it by now. */
  nameOf(type: Term): string {
    return celTypeName(this.inference.resolve(type));
  }

  /** A name for a variable of the rewritten expression. */
  internalName(): string {
    return `@${++this.lastVariable}v`;
  }

  /** Checks a part in which a macro's variable is in scope. */
  within<T>(variable: MacroVariable, check: () => T): T {
    this.variables.push(variable);
    try {
      return check();
    } finally {
      this.variables.pop();
    }
  }

  /** The macro's variable of that name, the innermost one. */
  variable(name: string): MacroVariable | undefined {
    return this.variables.findLast((variable) => variable.name === name);
  }

  /** All names that an expression can begin with here. */
  names(): readonly string[] {
    return [...this.variables.map(({ name }) => name), ...this.input.names.names()];
  }
}
