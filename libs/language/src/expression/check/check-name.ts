import { celTypeOf } from '../cel-type.ts';
import { internalNames } from '../catalogue/internal-functions.ts';
import type { Term } from '../inference.ts';
import { nearestName, noteForName } from '../nearest-name.ts';
import { callNode, constantNode, nameNode, selectNode, type Expr, type Select } from '../syntax-tree.ts';
import { typeOfField } from '../value-type.ts';
import type { Checked, Checker } from './checker.ts';
import type { Reading, Segment } from './name-resolver.ts';
import { findQualified, type Qualified } from './qualified-name.ts';

/** A chain of names, and the part it starts from where that is no name. */
export interface Chain {
  readonly segments: readonly Segment[];
  /** Written with a dot in front: a qualified name from the root. */
  readonly absolute: boolean;
}

/** The chain `name.field.field` that a node is; undefined where it starts from something else. */
export function chainOf(checker: Checker, expr: Expr): Chain | undefined {
  const segments: Segment[] = [];
  let node = expr;
  while (node.exprKind.case === 'selectExpr' && !node.exprKind.value.testOnly) {
    segments.unshift(fieldSegment(checker, node, node.exprKind.value));
    if (node.exprKind.value.operand === undefined) return undefined;
    node = node.exprKind.value.operand;
  }
  if (node.exprKind.case !== 'identExpr') return undefined;
  const absolute = checker.places.isAbsolute(node);
  // The parser drops the dot in front, or keeps it in the name.
  const name = node.exprKind.value.name.replace(/^\./, '');
  segments.unshift({ name, place: absolute ? checker.places.afterDot(node) : checker.places.of(node) });
  return { segments, absolute };
}

function fieldSegment(checker: Checker, expr: Expr, select: Select): Segment {
  const place = checker.places.afterDot(expr);
  return { name: checker.places.fieldName(place, select.field), place };
}

/** Checks a name or a select. */
export function checkChain(checker: Checker, expr: Expr): Checked {
  const chain = chainOf(checker, expr);
  if (chain !== undefined) return resolveChain(checker, expr, chain, 'need');
  if (expr.exprKind.case !== 'selectExpr' || expr.exprKind.value.operand === undefined) {
    return checker.wrong(expr, checker.places.of(expr), 'CEL cannot read this');
  }
  const operand = checker.check(expr.exprKind.value.operand);
  return selectField(checker, operand, fieldSegment(checker, expr, expr.exprKind.value));
}

/** Finds out what a chain means: a macro's variable, a constant or type of a `.proto`, or a name in scope. */
export function resolveChain(checker: Checker, expr: Expr, chain: Chain, reading: Reading): Checked {
  const { segments, absolute } = chain;
  const first = segments[0];
  if (first === undefined) return checker.wrong(expr, checker.places.of(expr), 'CEL cannot read this');
  const variable = absolute ? undefined : checker.variable(first.name);
  if (variable !== undefined) {
    return selectFields(checker, { type: variable.type, expr: nameNode(variable.internal) }, segments.slice(1));
  }
  const { registry, container, names } = checker.input;
  const qualified = findQualified(registry, container, segments, absolute);
  // As CEL resolves them: the longest qualified name wins over a name.
  if (qualified !== undefined && qualified.kind !== 'no-constant' && qualified.consumed > 1) {
    return selectFields(checker, fromQualified(checker, first.place, qualified), segments.slice(qualified.consumed));
  }
  const resolved = absolute ? undefined : names.value(segments, reading);
  switch (resolved?.kind) {
    case 'value':
      return selectFields(
        checker,
        { type: resolved.type, expr: nameNode(resolved.variable) },
        segments.slice(resolved.consumed),
      );
    case 'metadata':
      return checker.wrong(expr, first.place, '"metadata" is no value', "read one key of it: metadata['key']");
    case 'finding':
      checker.findings.push(resolved.finding);
      return { type: { kind: 'dyn' }, expr };
    case undefined:
      break;
  }
  if (qualified?.kind === 'no-constant') {
    const { enum: owner, value } = qualified;
    const note = noteForName(
      value.name,
      `${owner.typeName} has`,
      owner.values.map(({ name }) => name),
    );
    checker.report('unknown-name', value.place, `${owner.typeName} has no value "${value.name}"`, note);
    return { type: { kind: 'enum', enum: owner }, expr };
  }
  if (qualified !== undefined) {
    return selectFields(checker, fromQualified(checker, first.place, qualified), segments.slice(qualified.consumed));
  }
  const note = noteForConstant(checker, segments) ?? noteForName(first.name, 'in scope', checker.names());
  checker.report('unknown-name', first.place, `"${first.name}" is not in scope`, note);
  return { type: { kind: 'dyn' }, expr };
}

/** For a constant of an enum whose name is misspelt: the nearest enum. */
function noteForConstant(checker: Checker, segments: readonly Segment[]): string | undefined {
  const written = segments.map(({ name }) => name);
  const value = written.pop();
  if (value === undefined || written.length < 2) return undefined;
  const enums = [...checker.input.registry].flatMap((type) => (type.kind === 'enum' ? [type.typeName] : []));
  const nearest = nearestName(written.join('.'), enums);
  return nearest === undefined ? undefined : `did you mean "${nearest}.${value}"?`;
}

function fromQualified(
  checker: Checker,
  place: Segment['place'],
  qualified: Exclude<Qualified, { kind: 'no-constant' }>,
): Checked {
  if (qualified.kind === 'enum') {
    const { typeName, values } = qualified.enum;
    const note = `write one of its values, as ${typeName}.${(values[1] ?? values[0])?.name ?? ''}`;
    checker.report('bad-expression', place, `${typeName} is an enum, and no value`, note);
    return { type: { kind: 'enum', enum: qualified.enum }, expr: constantNode({ case: 'int64Value', value: 0n }) };
  }
  if (qualified.kind === 'type') return { type: { kind: 'type' }, expr: nameNode(qualified.typeName) };
  return {
    type: { kind: 'enum', enum: qualified.enum },
    expr: constantNode({ case: 'int64Value', value: BigInt(qualified.number) }),
  };
}

function selectFields(checker: Checker, operand: Checked, segments: readonly Segment[]): Checked {
  return segments.reduce((value, segment) => selectField(checker, value, segment), operand);
}

/** Checks one select, on a value of any kind. */
export function selectField(checker: Checker, operand: Checked, segment: Segment): Checked {
  return { type: typeOfSelect(checker, operand.type, segment), expr: selectNode(operand.expr, segment.name) };
}

function typeOfSelect(checker: Checker, operandType: Term, { name, place }: Segment): Term {
  const type = checker.inference.resolve(operandType);
  switch (type.kind) {
    case 'message': {
      const field = type.message.fields.find((declared) => declared.name === name);
      if (field !== undefined) return celTypeOf(typeOfField(field));
      const owner = type.message.typeName;
      const note = noteForName(
        name,
        `${owner} has`,
        type.message.fields.map((declared) => declared.name),
      );
      checker.report('unknown-name', place, `${owner} has no field "${name}"`, note);
      return { kind: 'dyn' };
    }
    case 'map':
      if (checker.inference.assignable([{ kind: 'string' }], [type.key])) return type.value;
      checker.report('bad-expression', place, `the keys of ${checker.nameOf(type)} are not strings`, 'use [key]');
      return { kind: 'dyn' };
    case 'dyn':
    case 'open':
      return { kind: 'dyn' };
    default:
      checker.report(
        'unknown-name',
        place,
        `${checker.nameOf(type)} has no field "${name}"`,
        noteForSelect(type) ?? `${checker.nameOf(type)} has no fields: leave "${name}" out`,
      );
      return { kind: 'dyn' };
  }
}

function noteForSelect(type: Term): string | undefined {
  switch (type.kind) {
    case 'list':
      return 'take one element, as in list[0], or make a list of fields: list.map(x, x.field)';
    case 'wrapper':
      return `it reads as ${type.of} or null: leave the field out`;
    case 'timestamp':
      return 'int(time) gives its seconds, getFullYear() and the like the parts of the date';
    case 'duration':
      return 'getSeconds(), getMilliseconds() and the like give its parts';
    default:
      return undefined;
  }
}

/** Checks `has(value.field)`. */
export function checkPresence(checker: Checker, expr: Expr, select: Select): Checked {
  // The macro's node has the place of `has`; the select that it was made from is kept beside it.
  const call = checker.input.text.macroCalls[expr.id.toString()];
  const original = call?.exprKind.case === 'callExpr' ? call.exprKind.value.args[0] : undefined;
  const { operand } = select;
  if (operand === undefined) return checker.wrong(expr, checker.places.of(expr), 'CEL cannot read this');
  const segment = fieldSegment(checker, original ?? expr, select);
  const chain = chainOf(checker, operand);
  const bool: Term = { kind: 'bool' };
  if (chain !== undefined && !chain.absolute) {
    const whole = [...chain.segments, segment];
    if (!startsElsewhere(checker, whole)) {
      const resolved = checker.input.names.has(whole);
      if (resolved?.kind === 'value' && resolved.consumed === whole.length) {
        return { type: bool, expr: nameNode(resolved.variable) };
      }
      if (resolved?.kind === 'finding') {
        checker.findings.push(resolved.finding);
        return { type: bool, expr };
      }
    }
  }
  const value = chain === undefined ? checker.check(operand) : resolveChain(checker, operand, chain, 'ask');
  typeOfSelect(checker, value.type, segment);
  return {
    type: bool,
    expr: callNode(internalNames.has, [value.expr, constantNode({ case: 'stringValue', value: segment.name })]),
  };
}

/** Whether a chain starts at a macro's variable or is a qualified name, and so is none of the composition's. */
function startsElsewhere(checker: Checker, chain: readonly Segment[]): boolean {
  const first = chain[0];
  if (first !== undefined && checker.variable(first.name) !== undefined) return true;
  const { registry, container } = checker.input;
  const qualified = findQualified(registry, container, chain, false);
  return qualified !== undefined && qualified.kind !== 'no-constant' && qualified.consumed > 1;
}

/** The name that `has(name)` or `orValue(name.field, ...)` asks about, where it is one of the composition's. */
export function askedChain(checker: Checker, expr: Expr): readonly Segment[] | undefined {
  const chain = chainOf(checker, expr);
  if (chain === undefined || chain.absolute || startsElsewhere(checker, chain.segments)) return undefined;
  return chain.segments;
}
