import { internalNames } from '../catalogue/internal-functions.ts';
import { callableNames, callables, type Callable } from '../catalogue/signatures.ts';
import type { Term } from '../inference.ts';
import { nearestName } from '../nearest-name.ts';
import type { Place } from '../places.ts';
import { instantiate, type Signature } from '../signature.ts';
import { callNode, listNode, nameNode, type Call, type Expr } from '../syntax-tree.ts';
import { checkHas, checkMetadata, checkOrValue } from './check-asking.ts';
import type { Checked, Checker } from './checker.ts';
import { checkBind, checkCondition, checkSortBy } from './check-macro.ts';
import { chainOf } from './check-name.ts';
import { noteForOverloads, spelling } from './overload-note.ts';

/** Macros that the parser leaves alone where their first argument is no name. */
const loops: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map']);

/** Checks a call: of a function, a method, an operator, or a macro that the parser does not know. */
export function checkCall(checker: Checker, expr: Expr, call: Call): Checked {
  const special = checkMetadata(checker, call) ?? checkSpecial(checker, expr, call);
  if (special !== undefined) return special;
  const qualified = qualifiedName(checker, call);
  const target = qualified === undefined ? call.target : undefined;
  const name = qualified ?? call.function;
  const place = call.target === undefined ? checker.places.of(expr) : checker.places.afterDot(expr);
  if (target !== undefined && loops.has(name)) {
    const message = `${name}() takes the name of a variable first`;
    return checker.wrong(expr, place, message, `list.${name}(x, ...)`);
  }
  const receiver = target === undefined ? undefined : checker.check(target);
  const args = call.args.map((arg) => checker.check(arg));
  const callable = callables.get(name);
  if (callable === undefined) {
    const nearest = nearestName(name, callableNames);
    const note = nearest === undefined ? undefined : `did you mean "${nearest}"?`;
    return checker.wrong(expr, place, `there is no function "${name}"`, note);
  }
  const checked = checkOverloads(checker, { name, callable, receiver, args: gathered(callable, args), place });
  checkConstants(checker, name, call, checked);
  return checked;
}

function checkSpecial(checker: Checker, expr: Expr, call: Call): Checked | undefined {
  const { function: name, args, target } = call;
  const [first, second, third] = args;
  if (target === undefined) {
    if (name === 'has') return checkHas(checker, expr, args);
    if (name === 'orValue') return checkOrValue(checker, expr, args);
    if ((name === '_&&_' || name === '_||_') && first !== undefined && second !== undefined) {
      const operator = name === '_&&_' ? '&&' : '||';
      const sides = [first, second].map((side) => checkCondition(checker, side, operator).expr);
      return { type: { kind: 'bool' }, expr: callNode(name, sides) };
    }
    if (name === '_?_:_' && first !== undefined && second !== undefined && third !== undefined) {
      return checkChoice(checker, expr, first, second, third);
    }
    return undefined;
  }
  if (name === 'sortBy') {
    return checkSortBy(checker, expr, call, (list, keys, place) => {
      const sorting = callables.get('@sortByKeys');
      if (sorting === undefined) throw new Error('the catalogue has no @sortByKeys');
      return checkOverloads(checker, { name: '@sortByKeys', callable: sorting, receiver: list, args: [keys], place });
    });
  }
  if (name === 'bind' && target.exprKind.case === 'identExpr' && target.exprKind.value.name === 'cel') {
    return checkBind(checker, expr, call);
  }
  return undefined;
}

function checkChoice(checker: Checker, expr: Expr, condition: Expr, left: Expr, right: Expr): Checked {
  const test = checkCondition(checker, condition, '?:');
  const [a, b] = [checker.check(left), checker.check(right)];
  const type = checker.inference.open();
  const sides = [orNull(checker, a.type, b.type), orNull(checker, b.type, a.type)];
  if (!checker.inference.assignable(sides, [type, type])) {
    const message = `both values of ?: must be of one type, these are ${checker.nameOf(a.type)} and ${checker.nameOf(b.type)}`;
    return checker.wrong(expr, checker.places.extent(right), message, noteForOverloads('_==_', [], [a.type, b.type]));
  }
  return { type, expr: callNode('_?_:_', [test.expr, a.expr, b.expr]) };
}

/** A null beside it makes a value one that may be missing: of a scalar its wrapper. */
function orNull(checker: Checker, type: Term, beside: Term): Term {
  if (checker.inference.close(beside).kind !== 'null') return type;
  const closed = checker.inference.close(type);
  switch (closed.kind) {
    case 'int':
    case 'uint':
    case 'double':
    case 'bool':
    case 'string':
    case 'bytes':
      return { kind: 'wrapper', of: closed.kind };
    case 'list':
    case 'map':
    case 'enum':
      return { kind: 'dyn' };
    default:
      return type;
  }
}

/** `math.abs(x)`: a function with a namespace looks like a method of a name. */
function qualifiedName(checker: Checker, call: Call): string | undefined {
  if (call.target === undefined) return undefined;
  const chain = chainOf(checker, call.target);
  if (chain === undefined) return undefined;
  const name = [...chain.segments.map((segment) => segment.name), call.function].join('.');
  return callables.has(name) ? name : undefined;
}

/** The arguments of a function that takes any number of them, as the list that it is given. */
function gathered(callable: Callable, args: readonly Checked[]): readonly Checked[] {
  const [first] = args;
  if (callable.entry.variadic === undefined || first === undefined) return args;
  if (args.length === 1 && first.type.kind === 'list') return args;
  const types = new Set(args.map(({ type }) => type.kind));
  const element: Term = types.size === 1 ? first.type : { kind: 'dyn' };
  return [{ type: { kind: 'list', element }, expr: listNode(args.map(({ expr }) => expr)) }];
}

interface CheckedCall {
  readonly name: string;
  readonly callable: Callable;
  readonly receiver: Checked | undefined;
  readonly args: readonly Checked[];
  readonly place: Place;
}

/** Finds the overloads that fit; where several do, and differ in what they give, that is known when evaluated. */
function checkOverloads(checker: Checker, call: CheckedCall): Checked {
  const { inference } = checker;
  const given = [...(call.receiver === undefined ? [] : [call.receiver]), ...call.args];
  const types = given.map(({ type }) => type);
  let result: Term | undefined;
  for (const signature of call.callable.signatures) {
    if ((signature.receiver === undefined) !== (call.receiver === undefined)) continue;
    const { receiver, parameters, result: gives } = instantiate(signature, () => inference.open());
    if (!inference.assignable(types, receiver === undefined ? parameters : [receiver, ...parameters])) continue;
    const next = inference.resolve(gives);
    result = result === undefined || sameTerm(result, next) ? next : { kind: 'dyn' };
  }
  if (result === undefined) return refuse(checker, call, types);
  const [planned, target] = [call.args.map(({ expr }) => expr), call.receiver?.expr];
  return { type: result, expr: callNode(call.name === '@in' ? internalNames.contains : call.name, planned, target) };
}

function refuse(checker: Checker, call: CheckedCall, types: readonly Term[]): Checked {
  const shown = spelling(call.name);
  const names = types.map((type) => checker.nameOf(type));
  const resolved = types.map((type) => checker.inference.resolve(type));
  const fitting = call.callable.signatures.filter((signature) => isMethod(signature) === (call.receiver !== undefined));
  if (fitting.length === 0) {
    const how = call.receiver === undefined ? `value.${shown}(...)` : `${shown}(...)`;
    return checker.wrong(nameNode(call.name), call.place, `"${shown}" is not called this way`, `it is written ${how}`);
  }
  const list = names.length === 0 ? 'no values' : new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
  return checker.wrong(
    nameNode(call.name),
    call.place,
    `no overload of ${shown} for ${list}`,
    noteForOverloads(call.name, fitting, resolved),
  );
}

function isMethod(signature: Signature): boolean {
  return signature.receiver !== undefined;
}

function sameTerm(a: Term, b: Term): boolean {
  switch (a.kind) {
    case 'list':
      return b.kind === 'list' && sameTerm(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameTerm(a.key, b.key) && sameTerm(a.value, b.value);
    case 'message':
      return b.kind === 'message' && a.message.typeName === b.message.typeName;
    case 'enum':
      return b.kind === 'enum' && a.enum.typeName === b.enum.typeName;
    case 'wrapper':
      return b.kind === 'wrapper' && a.of === b.of;
    case 'open':
      return b.kind === 'open' && a.id === b.id;
    default:
      return a.kind === b.kind;
  }
}

/** Functions that read a text by rules of its own; with a literal one can be tried at once. */
const readers: ReadonlySet<string> = new Set([
  'matches',
  'int',
  'uint',
  'double',
  'bool',
  'timestamp',
  'duration',
  'base64.decode',
]);

/** A literal that its function cannot read would fail every time: say so now. */
function checkConstants(checker: Checker, name: string, written: Call, checked: Checked): void {
  const last = written.args.at(-1);
  if (!readers.has(name) || last?.exprKind.case !== 'constExpr' || checked.expr.exprKind.case !== 'callExpr') return;
  if (last.exprKind.value.constantKind.case !== 'stringValue') return;
  const trial = name === 'matches' ? callNode(name, [last], last) : checked.expr;
  const outcome = checker.input.evaluate(trial);
  if ('failure' in outcome) checker.report('bad-expression', checker.places.of(last), outcome.failure);
}
