import type { TypedExpression } from '../composition.ts';
import {
  celTypeName,
  celTypeOf,
  compileExpression,
  typeName,
  type CelType,
  type ValueType,
} from '../expression/index.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { conditionAdvice, textAdvice } from './advice.ts';
import type { MessageUse } from './message-use.ts';
import type { ReadingContext } from './reading-context.ts';
import { UseScope, type Standing } from './use-scope.ts';

/** Where an expression is written: the option's string, and where in it the expression begins. */
export interface ExpressionPlace {
  readonly site: OptionSite;
  readonly path: OptionPath;
  readonly offset?: number;
}

const ordinary: Standing = { kind: 'ordinary' };

/**
 * Compiles an expression and reports what is wrong with it.
 *
 * @returns undefined where it is in error
 */
export function readExpression(
  context: ReadingContext,
  use: MessageUse,
  text: string,
  place: ExpressionPlace,
  standing: Standing = ordinary,
): TypedExpression | undefined {
  const scope = new UseScope(use, standing);
  const compiled = compileExpression(text, scope, context.registry);
  if (compiled.kind === 'expression') return compiled.expression;
  if (scope.readsBroken) return undefined;
  for (const { rule, offset, length, message, note } of compiled.findings) {
    context.report.atOption(
      rule,
      place.site,
      place.path,
      { message, note },
      {
        offset: (place.offset ?? 0) + offset,
        length,
      },
    );
  }
  return undefined;
}

/** Compiles a condition: a bool. */
export function readCondition(
  context: ReadingContext,
  use: MessageUse,
  text: string,
  place: ExpressionPlace,
  standing?: Standing,
): TypedExpression | undefined {
  return readOfKind(context, use, text, place, 'bool', 'a condition', standing);
}

/** Compiles a text: a string. */
export function readText(
  context: ReadingContext,
  use: MessageUse,
  text: string,
  place: ExpressionPlace,
  standing?: Standing,
): TypedExpression | undefined {
  return readOfKind(context, use, text, place, 'string', 'a message', standing);
}

function readOfKind(
  context: ReadingContext,
  use: MessageUse,
  text: string,
  place: ExpressionPlace,
  kind: 'bool' | 'string',
  what: string,
  standing?: Standing,
): TypedExpression | undefined {
  const expression = readExpression(context, use, text, place, standing);
  if (expression === undefined || isOfKind(expression, kind)) return expression;
  context.report.atOption(
    'type-mismatch',
    place.site,
    place.path,
    {
      message: `${what} is a ${kind}, and this is ${nameOfType(expression)}`,
      note: kind === 'bool' ? conditionAdvice(celTypeFor(expression)) : textAdvice(celTypeFor(expression)),
    },
    { offset: place.offset ?? 0, length: text.length },
  );
  return undefined;
}

function isOfKind(expression: TypedExpression, kind: 'bool' | 'string'): boolean {
  if (expression.kind === 'metadata') return kind === 'string';
  if (expression.kind === 'path') return isScalar(expression.type, kind);
  return isCelKind(expression.type, kind);
}

function isScalar(type: ValueType, kind: string): boolean {
  return type.kind === 'scalar' && type.scalar === kind;
}

function isCelKind(type: CelType, kind: string): boolean {
  return type.kind === kind || type.kind === 'dyn' || (type.kind === 'wrapper' && type.of === kind);
}

function celTypeFor(expression: TypedExpression): CelType {
  return expression.kind === 'computed' ? expression.type : celTypeOf(expression.type);
}

/** The type of an expression for people. */
export function nameOfType(expression: TypedExpression): string {
  return expression.kind === 'computed' ? celTypeName(expression.type) : typeName(expression.type);
}
