import { internalNames } from '../catalogue/internal-functions.ts';
import { reservedWords } from '../syntax-findings.ts';
import type { Term } from '../inference.ts';
import type { Place } from '../places.ts';
import {
  callNode,
  constantNode,
  listNode,
  loopNode,
  nameNode,
  type Call,
  type Comprehension,
  type Expr,
} from '../syntax-tree.ts';
import type { Checked, Checker, MacroVariable } from './checker.ts';

/** A macro over a list or map, as it was written. */
interface Macro {
  readonly name: string;
  readonly range: Expr;
  readonly variable: { readonly name: string; readonly place: Place };
  readonly condition: Expr | undefined;
  readonly value: Expr | undefined;
}

/** Checks a macro that the parser has expanded. */
export function checkMacro(checker: Checker, expr: Expr, comprehension: Comprehension): Checked {
  const macro = macroOf(checker, expr, comprehension);
  if (macro === undefined) return checker.wrong(expr, checker.places.of(expr), 'CEL cannot read this');
  return expandMacro(checker, macro);
}

/** Reads back what a comprehension was made from: the parser keeps only the shape of its own expansion. */
function macroOf(checker: Checker, expr: Expr, comprehension: Comprehension): Macro | undefined {
  const written = checker.input.text.macroCalls[expr.id.toString()];
  const { iterRange: range, loopStep: step } = comprehension;
  if (written?.exprKind.case !== 'callExpr' || range === undefined || step?.exprKind.case !== 'callExpr') {
    return undefined;
  }
  const { function: name, args: writtenArgs } = written.exprKind.value;
  const [first] = writtenArgs;
  const variable = { name: comprehension.iterVar, place: checker.places.of(first ?? expr) };
  const { function: operator, args } = step.exprKind.value;
  const base = { name, range, variable };
  if (name !== 'map') {
    const condition = name === 'all' || name === 'exists' ? args[1] : args[0];
    return { ...base, condition, value: undefined };
  }
  const appended = operator === '_+_' ? args[1] : argsOf(args[1])[1];
  const value = appended?.exprKind.case === 'listExpr' ? appended.exprKind.value.elements[0] : undefined;
  return { ...base, condition: operator === '_+_' ? undefined : args[0], value };
}

function argsOf(expr: Expr | undefined): readonly Expr[] {
  return expr?.exprKind.case === 'callExpr' ? expr.exprKind.value.args : [];
}

function expandMacro(checker: Checker, macro: Macro): Checked {
  const range = checker.check(macro.range);
  const element = elementOf(checker, macro.range, range.type, macro.name);
  const variable = declare(checker, macro.variable, element);
  const [condition, value] = checker.within(variable, () => [
    macro.condition === undefined ? undefined : checkCondition(checker, macro.condition, macro.name),
    macro.value === undefined ? undefined : checker.check(macro.value),
  ]);
  const accumulator = checker.internalName();
  const result = nameNode(accumulator);
  const loop = { range: range.expr, variable: variable.internal, accumulator, result };
  const go = callNode(internalNames.step, [bool(true)]);
  const holds = condition?.expr ?? bool(true);
  switch (macro.name) {
    case 'all':
      return {
        type: { kind: 'bool' },
        expr: loopNode({
          ...loop,
          start: bool(true),
          condition: callNode(internalNames.step, [callNode('@not_strictly_false', [result])]),
          step: callNode('_&&_', [result, holds]),
        }),
      };
    case 'exists':
      return {
        type: { kind: 'bool' },
        expr: loopNode({
          ...loop,
          start: bool(false),
          condition: callNode(internalNames.step, [callNode('@not_strictly_false', [callNode('!_', [result])])]),
          step: callNode('_||_', [result, holds]),
        }),
      };
    case 'exists_one':
    case 'existsOne': {
      const more = callNode('_+_', [result, int(1n)]);
      return {
        type: { kind: 'bool' },
        expr: loopNode({
          ...loop,
          start: int(0n),
          condition: go,
          step: callNode('_?_:_', [holds, more, result]),
          result: callNode('_==_', [result, int(1n)]),
        }),
      };
    }
    default: {
      // filter keeps elements, map makes new ones.
      const kept = value?.expr ?? nameNode(variable.internal);
      const longer = callNode(internalNames.append, [result, listNode([kept])]);
      return {
        type: { kind: 'list', element: value?.type ?? element },
        expr: loopNode({
          ...loop,
          start: listNode([]),
          condition: go,
          step: condition === undefined ? longer : callNode('_?_:_', [condition.expr, longer, result]),
        }),
      };
    }
  }
}

function bool(value: boolean): Expr {
  return constantNode({ case: 'boolValue', value });
}

function int(value: bigint): Expr {
  return constantNode({ case: 'int64Value', value });
}

/** What a macro's variable stands for: the elements of a list, the keys of a map. */
function elementOf(checker: Checker, range: Expr, rangeType: Term, macro: string): Term {
  const type = checker.inference.resolve(rangeType);
  switch (type.kind) {
    case 'list':
      return type.element;
    case 'map':
      return type.key;
    case 'open':
      checker.inference.assignable([{ kind: 'dyn' }], [type]);
      return { kind: 'dyn' };
    case 'dyn':
      return type;
    default:
      checker.report(
        'bad-expression',
        checker.places.extent(range),
        `${macro}() runs over a list or a map, this is ${checker.nameOf(type)}`,
      );
      return { kind: 'dyn' };
  }
}

function declare(checker: Checker, written: Macro['variable'], type: Term): MacroVariable {
  if (checker.names().includes(written.name)) {
    const note = 'give the variable another name';
    checker.report('duplicate-name', written.place, `"${written.name}" is already a name in scope`, note);
  } else if (reservedWords.has(written.name)) {
    checker.report('bad-expression', written.place, `"${written.name}" is a reserved word of CEL`);
  }
  return { name: written.name, internal: checker.internalName(), type };
}

/** Checks something that must be a bool. */
export function checkCondition(checker: Checker, expr: Expr, of: string): Checked {
  const checked = checker.check(expr);
  if (!checker.inference.assignable([checked.type], [{ kind: 'bool' }])) {
    const message = `the condition of ${of} must be a bool, this is ${checker.nameOf(checked.type)}`;
    checker.report('bad-expression', checker.places.extent(expr), message);
  }
  return checked;
}

/** `list.sortBy(x, key)`: the list, sorted by the list of the keys. */
export function checkSortBy(checker: Checker, expr: Expr, call: Call, sort: SortCheck): Checked {
  const [variable, key] = call.args;
  if (call.target === undefined || variable?.exprKind.case !== 'identExpr' || key === undefined) {
    return checker.wrong(expr, checker.places.afterDot(expr), 'sortBy is written list.sortBy(x, key)');
  }
  const range = checker.check(call.target);
  const input = checker.internalName();
  const element = elementOf(checker, call.target, range.type, 'sortBy');
  const declared = declare(
    checker,
    { name: variable.exprKind.value.name, place: checker.places.of(variable) },
    element,
  );
  const keyed = checker.within(declared, () => checker.check(key));
  const accumulator = checker.internalName();
  const keys: Checked = {
    type: { kind: 'list', element: keyed.type },
    expr: loopNode({
      range: nameNode(input),
      variable: declared.internal,
      accumulator,
      start: listNode([]),
      condition: callNode(internalNames.step, [bool(true)]),
      step: callNode(internalNames.append, [nameNode(accumulator), listNode([keyed.expr])]),
      result: nameNode(accumulator),
    }),
  };
  const list: Checked = { type: { kind: 'list', element }, expr: nameNode(input) };
  const sorted = sort(list, keys, checker.places.extent(key));
  return { type: sorted.type, expr: bindNode(checker, input, range.expr, sorted.expr) };
}

/** How {@link checkSortBy} has the sorting itself checked. */
export type SortCheck = (list: Checked, keys: Checked, place: Place) => Checked;

/** `cel.bind(x, value, expression)`. */
export function checkBind(checker: Checker, expr: Expr, call: Call): Checked {
  const [variable, value, body] = call.args;
  if (variable?.exprKind.case !== 'identExpr' || value === undefined || body === undefined || call.args.length > 3) {
    return checker.wrong(expr, checker.places.afterDot(expr), 'bind is written cel.bind(x, value, expression)');
  }
  const bound = checker.check(value);
  const declared = declare(
    checker,
    { name: variable.exprKind.value.name, place: checker.places.of(variable) },
    bound.type,
  );
  const result = checker.within(declared, () => checker.check(body));
  return { type: result.type, expr: bindNode(checker, declared.internal, bound.expr, result.expr) };
}

/** A loop that never turns: what it starts with has a name in its result. */
function bindNode(checker: Checker, name: string, value: Expr, body: Expr): Expr {
  return loopNode({
    range: listNode([]),
    variable: checker.internalName(),
    accumulator: name,
    start: value,
    condition: bool(false),
    step: nameNode(name),
    result: body,
  });
}
