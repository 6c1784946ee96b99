import { internalNames } from '../catalogue/internal-functions.ts';
import { celTypeName, celTypeOf } from '../cel-type.ts';
import type { Term } from '../inference.ts';
import { nearestName, noteForName } from '../nearest-name.ts';
import {
  callNode,
  listNode,
  structNode,
  type Constant,
  type Expr,
  type Struct,
  type StructEntry,
} from '../syntax-tree.ts';
import { typeOfField } from '../value-type.ts';
import type { Checked, Checker } from './checker.ts';
import { findMessage } from './qualified-name.ts';

/** Checks a literal. */
export function checkLiteral(checker: Checker, expr: Expr, { constantKind }: Constant): Checked {
  switch (constantKind.case) {
    case 'int64Value':
      return ranged(checker, expr, 'int', constantKind.value === BigInt.asIntN(64, constantKind.value));
    case 'uint64Value':
      return ranged(checker, expr, 'uint', constantKind.value === BigInt.asUintN(64, constantKind.value));
    case 'doubleValue':
      return ranged(checker, expr, 'double', Number.isFinite(constantKind.value));
    case 'boolValue':
      return { type: { kind: 'bool' }, expr };
    case 'stringValue':
      return { type: { kind: 'string' }, expr };
    case 'bytesValue':
      return { type: { kind: 'bytes' }, expr };
    case 'nullValue':
      return { type: { kind: 'null' }, expr };
    default:
      return checker.wrong(expr, checker.places.of(expr), 'CEL cannot read this literal');
  }
}

function ranged(checker: Checker, expr: Expr, kind: 'int' | 'uint' | 'double', fits: boolean): Checked {
  if (!fits) checker.report('bad-expression', checker.places.of(expr), `the number does not fit ${kind}`);
  return { type: { kind }, expr };
}

/** Checks a list: its type is what its elements have in common. */
export function checkList(checker: Checker, elements: readonly Expr[]): Checked {
  const checked = elements.map((element) => checker.check(element));
  const element = joined(
    checker,
    checked.map(({ type }) => type),
  );
  return { type: { kind: 'list', element }, expr: listNode(checked.map(({ expr }) => expr)) };
}

function joined(checker: Checker, types: readonly Term[]): Term {
  const [first, ...rest] = types;
  if (first === undefined) return checker.inference.open();
  return rest.reduce((type, next) => checker.inference.join(type, next), first);
}

/** Checks a map, or a message. */
export function checkStruct(checker: Checker, expr: Expr, struct: Struct): Checked {
  return struct.messageName === '' ? checkMap(checker, struct.entries) : checkMessage(checker, expr, struct);
}

function checkMap(checker: Checker, entries: readonly StructEntry[]): Checked {
  const keys: Term[] = [];
  const values: Term[] = [];
  const literals = new Set<string>();
  const checked = entries.map((entry): StructEntry => {
    if (entry.keyKind.case !== 'mapKey' || entry.value === undefined) return entry;
    const key = checker.check(entry.keyKind.value);
    const value = checker.check(entry.value);
    const literal = literalKey(entry.keyKind.value);
    if (literal !== undefined && literals.has(literal)) {
      checker.report('bad-expression', checker.places.of(entry.keyKind.value), 'the map has this key already');
    }
    if (literal !== undefined) literals.add(literal);
    keys.push(key.type);
    values.push(value.type);
    return { ...entry, keyKind: { case: 'mapKey', value: key.expr }, value: value.expr };
  });
  return {
    type: { kind: 'map', key: joined(checker, keys), value: joined(checker, values) },
    expr: structNode('', checked),
  };
}

/** What tells a literal key from others; an int and a uint of one value are one key. */
function literalKey(expr: Expr): string | undefined {
  if (expr.exprKind.case !== 'constExpr') return undefined;
  const { constantKind } = expr.exprKind.value;
  switch (constantKind.case) {
    case 'stringValue':
      return `text ${constantKind.value}`;
    case 'boolValue':
    case 'int64Value':
    case 'uint64Value':
      return String(constantKind.value);
    default:
      return undefined;
  }
}

/** A list or map that a message is made from: it is copied. */
function metered(checker: Checker, { type, expr }: Checked): Expr {
  const { kind } = checker.inference.resolve(type);
  return kind === 'list' || kind === 'map' ? callNode(internalNames.copied, [expr]) : expr;
}

function checkMessage(checker: Checker, expr: Expr, struct: Struct): Checked {
  const { registry, container } = checker.input;
  const message = findMessage(registry, container, struct.messageName);
  if (message === undefined) {
    for (const { value } of struct.entries) if (value !== undefined) checker.check(value);
    const known = [...registry].flatMap((type) => (type.kind === 'message' ? [type.typeName] : []));
    const nearest = nearestName(struct.messageName, known);
    const note = nearest === undefined ? undefined : `did you mean "${nearest}"?`;
    const place = { offset: checker.places.of(expr).offset, length: struct.messageName.length };
    checker.report('unknown-name', place, `there is no message "${struct.messageName}"`, note);
    return { type: { kind: 'dyn' }, expr };
  }
  const entries = struct.entries.map((entry): StructEntry => {
    if (entry.keyKind.case !== 'fieldKey' || entry.value === undefined) return entry;
    const name = checker.places.fieldName(checker.places.of(entry), entry.keyKind.value);
    const value = checker.check(entry.value);
    const field = message.fields.find((declared) => declared.name === name);
    if (field === undefined) {
      const note = noteForName(
        name,
        `${message.typeName} has`,
        message.fields.map((declared) => declared.name),
      );
      checker.report('unknown-name', checker.places.of(entry), `${message.typeName} has no field "${name}"`, note);
    } else {
      const type = celTypeOf(typeOfField(field));
      if (!checker.inference.assignable([value.type], [type])) {
        const message = `the field "${name}" is ${celTypeName(type)}, the value is ${checker.nameOf(value.type)}`;
        checker.report('bad-expression', checker.places.extent(entry.value), message);
      }
    }
    return {
      ...entry,
      keyKind: { case: 'fieldKey', value: name },
      value: metered(checker, value),
    };
  });
  return { type: celTypeOf({ kind: 'message', message }), expr: structNode(message.typeName, entries) };
}
