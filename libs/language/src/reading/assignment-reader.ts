import { isCelList } from '@bufbuild/cel';
import type { Assignment, TypedExpression } from '../composition.ts';
import {
  celTypeName,
  celReader,
  celTypeOf,
  celWriter,
  literalOutOfRange,
  sameType,
  typeName,
  type CelType,
  type ValueType,
} from '../expression/index.ts';
import { adviceFor, rangeAdvice } from './advice.ts';
import { mismatch, type ConversionOptions } from './assignability.ts';
import type { MessageUse } from './message-use.ts';
import { naturalType } from './natural-type.ts';
import type { ReadingContext } from './reading-context.ts';
import { unwrap } from './wrapped-type.ts';

/** How a value is assigned, or why it cannot be. */
export type AssignmentReading =
  | { readonly kind: 'assignment'; readonly assignment: Assignment }
  | { readonly kind: 'mismatch'; readonly message: string; readonly note?: string };

type ElementsWriter = NonNullable<(Assignment & { kind: 'write' })['writeElements']>;

/** Where a value goes. */
export interface Target {
  readonly type: ValueType;
  /**
   * The message that the field is in: composed messages made from the value are inside it. Undefined where there is none:
   * in `args`, and of a `let` or a source.
   */
  readonly holder: MessageUse | undefined;
  /** In `args`: a message of another type may leave fields unfilled. */
  readonly partial?: boolean;
}

/** Finds how an expression's value becomes a value of the type wanted. */
export function assignExpression(
  context: ReadingContext,
  expression: TypedExpression,
  target: Target,
): AssignmentReading {
  if (expression.kind !== 'computed') return assignValue(context, expression.type, target);
  const { constant } = expression;
  const outOfRange = constant === undefined ? undefined : literalOutOfRange(constant, target.type);
  if (outOfRange !== undefined) {
    const note = rangeAdvice(target.type);
    return { kind: 'mismatch', message: outOfRange, ...(note === undefined ? {} : { note }) };
  }
  return assignComputed(context, expression.type, target);
}

function assignComputed(context: ReadingContext, from: CelType, target: Target): AssignmentReading {
  const direct = celWriter(from, target.type, context.registry);
  if (direct !== undefined) {
    const writeElements = elementsWriter(context, from, target.type);
    return { kind: 'assignment', assignment: { kind: 'write', write: direct, writeElements, next: { kind: 'same' } } };
  }
  const natural = naturalType(from);
  const write = natural === undefined ? undefined : celWriter(from, natural, context.registry);
  if (
    natural === undefined ||
    write === undefined ||
    (natural.kind === 'scalar' && !isComposedTarget(context, target.type))
  ) {
    return mismatchOf(from, target.type);
  }
  const next = assignValue(context, natural, target);
  if (next.kind === 'mismatch') return next;
  return { kind: 'assignment', assignment: { kind: 'write', write, writeElements: undefined, next: next.assignment } };
}

function elementsWriter(context: ReadingContext, from: CelType, to: ValueType): ElementsWriter | undefined {
  if (from.kind !== 'list' || to.kind !== 'list') return undefined;
  const write = celWriter(from.element, to.element, context.registry);
  return write === undefined ? undefined : (value) => (isCelList(value) ? [...value].map(write) : []);
}

function isComposedTarget(context: ReadingContext, type: ValueType): boolean {
  return type.kind === 'message' && context.isComposed(type.message);
}

function mismatchOf(from: CelType, to: ValueType): AssignmentReading {
  const natural = naturalType(from);
  const note = natural === undefined ? undefined : adviceFor(natural, to);
  const message = `${celTypeName(from)} cannot be assigned to ${typeName(to)}`;
  return { kind: 'mismatch', message, ...(note === undefined ? {} : { note }) };
}

/** Finds how a value that is cut from bytes becomes a value of the type wanted. */
export function assignValue(context: ReadingContext, from: ValueType, target: Target): AssignmentReading {
  const { type, holder } = target;
  if (sameType(from, type)) return { kind: 'assignment', assignment: { kind: 'same' } };
  if (from.kind === 'list' && type.kind === 'list') {
    const element = assignValue(context, from.element, { ...target, type: type.element });
    if (element.kind === 'mismatch') return element;
    return { kind: 'assignment', assignment: { kind: 'list', element: element.assignment } };
  }
  if (from.kind === 'list' || from.kind === 'map' || type.kind === 'list' || type.kind === 'map')
    return mismatch(from, type);
  if (type.kind === 'message' && context.isComposed(type.message) && holder !== undefined) {
    return { kind: 'assignment', assignment: { kind: 'compose', message: context.use(type.message, from, holder) } };
  }
  const wrapped = assignWrapped(context, from, type);
  if (wrapped !== undefined) return { kind: 'assignment', assignment: wrapped };
  const options: ConversionOptions = { partial: target.partial === true };
  const conversion = context.conversions.convert(from, type, options);
  if (conversion.kind === 'mismatch') return conversion;
  return { kind: 'assignment', assignment: { kind: 'convert', rule: conversion.rule, from, to: type } };
}

/** A wrapper to its scalar and back, where nothing can be lost: as CEL does it. */
function assignWrapped(context: ReadingContext, from: ValueType, to: ValueType): Assignment | undefined {
  const unwrapped = unwrap(from, to);
  if (unwrapped === undefined) return undefined;
  if (context.conversions.convert(unwrapped.from, unwrapped.to, { partial: false }).kind === 'mismatch')
    return undefined;
  const write = celWriter(celTypeOf(from), to, context.registry);
  if (write === undefined) return undefined;
  const read = celReader(from, context.registry);
  return {
    kind: 'evaluate',
    convert(value) {
      const evaluated = read(value);
      return evaluated === null ? { kind: 'none' } : write(evaluated);
    },
  };
}
