import { internalNames } from '../catalogue/internal-functions.ts';
import { callNode, constantNode, nameNode, type Call, type Expr } from '../syntax-tree.ts';
import type { Checked, Checker } from './checker.ts';
import { askedChain, resolveChain, selectField } from './check-name.ts';
import type { Segment } from './name-resolver.ts';

/** `metadata['key']` and `'key' in metadata`; undefined where a call is neither. */
export function checkMetadata(checker: Checker, call: Call): Checked | undefined {
  const [first, second] = call.args;
  if (call.target !== undefined || first === undefined || second === undefined) return undefined;
  if (call.function === '_[_]' && isMetadata(checker, first)) {
    const key = metadataKey(checker, second);
    const variable = checker.input.names.metadata(key, 'value');
    return { type: { kind: 'string' }, expr: nameNode(variable) };
  }
  if (call.function === '@in' && isMetadata(checker, second)) {
    const variable = checker.input.names.metadata(metadataKey(checker, first), 'has');
    return { type: { kind: 'bool' }, expr: nameNode(variable) };
  }
  return undefined;
}

function isMetadata(checker: Checker, expr: Expr): boolean {
  const chain = askedChain(checker, expr);
  return chain !== undefined && checker.input.names.isMetadata(chain);
}

/** gRPC's rule for the names of metadata. */
const legalKey = /^[0-9a-z_.-]+$/;

function metadataKey(checker: Checker, expr: Expr): string {
  const constant = expr.exprKind.case === 'constExpr' ? expr.exprKind.value.constantKind : undefined;
  const place = checker.places.extent(expr);
  if (constant?.case !== 'stringValue') {
    const note = 'the keys that an answer depends on must be known before it is made';
    checker.report('bad-expression', place, 'the key of metadata must be a literal', note);
    return '';
  }
  const key = constant.value.toLowerCase();
  if (!legalKey.test(key)) {
    const note = 'keys are made of letters, digits, "_", "-" and "."';
    checker.report('bad-expression', place, `"${constant.value}" cannot be a key of metadata`, note);
  }
  return key;
}

const hasForms = "has(name), has(value.field) or has(metadata['key'])";

/** `has(name)` and `has(metadata['key'])`: the parser itself takes only `has(value.field)`. */
export function checkHas(checker: Checker, expr: Expr, args: readonly Expr[]): Checked {
  const [arg] = args;
  const place = checker.places.of(expr);
  if (arg === undefined || args.length > 1)
    return checker.wrong(expr, place, 'has() takes one name or field', hasForms);
  if (arg.exprKind.case === 'callExpr' && arg.exprKind.value.function === '_[_]') {
    const [operand, key] = arg.exprKind.value.args;
    if (operand !== undefined && key !== undefined && isMetadata(checker, operand)) {
      const variable = checker.input.names.metadata(metadataKey(checker, key), 'has');
      return { type: { kind: 'bool' }, expr: nameNode(variable) };
    }
  }
  const chain = askedChain(checker, arg);
  const resolved = chain === undefined ? undefined : checker.input.names.has(chain);
  switch (resolved?.kind) {
    case 'value':
      return { type: { kind: 'bool' }, expr: nameNode(resolved.variable) };
    case 'finding':
      checker.findings.push(resolved.finding);
      return { type: { kind: 'bool' }, expr };
    case 'metadata':
      return checker.wrong(expr, checker.places.extent(arg), '"metadata" is no value', hasForms);
    case undefined:
      break;
  }
  // Says what is wrong with the name, if that is what is wrong.
  const before = checker.findings.length;
  checker.check(arg);
  if (checker.findings.length > before) return { type: { kind: 'bool' }, expr };
  return checker.wrong(expr, checker.places.extent(arg), 'has() cannot ask about this', hasForms);
}

/** `orValue(name.field, other)`. */
export function checkOrValue(checker: Checker, expr: Expr, args: readonly Expr[]): Checked {
  const [asked, other] = args;
  if (asked === undefined || other === undefined || args.length > 2) {
    return checker.wrong(expr, checker.places.of(expr), 'orValue is written orValue(name.field, other)');
  }
  const fallback = checker.check(other);
  const chosen = checkAsked(checker, asked);
  if (chosen === undefined) return { type: { kind: 'dyn' }, expr };
  const resolved = checker.inference.resolve(chosen.type);
  const type = checker.inference.open();
  // Where it is there it is not null: a wrapper is its scalar.
  const value = resolved.kind === 'wrapper' ? ({ kind: resolved.of } as const) : resolved;
  if (!checker.inference.assignable([value, fallback.type], [type, type])) {
    const types = `${checker.nameOf(chosen.type)} and ${checker.nameOf(fallback.type)}`;
    return checker.wrong(
      expr,
      checker.places.extent(other),
      `both values of orValue must be of one type, these are ${types}`,
    );
  }
  return { type, expr: callNode('_?_:_', [chosen.has, chosen.expr, fallback.expr]) };
}

interface Asked extends Checked {
  readonly has: Expr;
}

/** A key of a map, written as a field is: `request.labels.size`. */
function checkAskedKey(checker: Checker, expr: Expr, chain: readonly Segment[]): Asked | undefined {
  const key = chain.at(-1);
  if (key === undefined) return undefined;
  const map = resolveChain(checker, expr, { segments: chain.slice(0, -1), absolute: false }, 'ask');
  const has = callNode(internalNames.has, [map.expr, constantNode({ case: 'stringValue', value: key.name })]);
  return { ...selectField(checker, map, key), has };
}

function checkAsked(checker: Checker, expr: Expr): Asked | undefined {
  if (expr.exprKind.case === 'callExpr' && expr.exprKind.value.function === '_[_]') {
    const [operand, key] = expr.exprKind.value.args;
    if (operand !== undefined && key !== undefined && isMetadata(checker, operand)) {
      const name = metadataKey(checker, key);
      const { names } = checker.input;
      return {
        type: { kind: 'string' },
        expr: nameNode(names.metadata(name, 'value')),
        has: nameNode(names.metadata(name, 'has')),
      };
    }
  }
  const chain = askedChain(checker, expr);
  const has = chain === undefined ? undefined : checker.input.names.has(chain);
  const value = chain === undefined ? undefined : checker.input.names.value(chain, 'ask');
  if (chain !== undefined && has?.kind === 'value' && value?.kind === 'value') {
    if (has.consumed === chain.length && value.consumed === chain.length) {
      return { type: value.type, expr: nameNode(value.variable), has: nameNode(has.variable) };
    }
    return checkAskedKey(checker, expr, chain);
  }
  if (has?.kind === 'finding') {
    checker.findings.push(has.finding);
    return undefined;
  }
  const before = checker.findings.length;
  checker.check(expr);
  if (checker.findings.length === before) {
    const note = 'write it as condition ? value : other';
    const message = 'orValue takes a name, a field below one or metadata first';
    checker.report('bad-expression', checker.places.extent(expr), message, note);
  }
  return undefined;
}
