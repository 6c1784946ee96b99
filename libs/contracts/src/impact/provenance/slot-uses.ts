import {
  typeOfField,
  type Argument,
  type Call,
  type Reference,
  type Slot,
  type TypedExpression,
  type ValueType,
} from '@tributary/language';
import { nameOf, type MessageNode, type Name } from '@tributary/plan';
import { symbolOf, tellAssignment } from './assignment-uses.ts';
import { constantsOf, readsOf, tellRead } from './expression-uses.ts';
import { expressionsOf, originOf, treatmentOf, type ExpressionRole } from './slot-expressions.ts';
import { tellWhole, type StepUse, type TellUse, type UseKind, type UsePlace } from './step-use.ts';

const kindOfRole: Readonly<Record<ExpressionRole, UseKind>> = {
  value: 'reads',
  argument: 'reads',
  key: 'reads',
  condition: 'conditions',
  error: 'conditions',
  tag: 'tags',
  fallback: 'reads',
};

/** Tells of uses whose value is read from a name, or from the request. */
export type TellFrom = (from: Name | undefined, ofRequest?: boolean) => TellUse;

/** Collects uses of one place. */
export function teller(uses: StepUse[], at: UsePlace): TellFrom {
  return (from, ofRequest = false) =>
    (kind, symbol, extent, words) =>
      uses.push({ kind, at, symbol, extent, words, from, ofRequest });
}

/** Everything that a slot of a message uses. */
export function slotUses(node: MessageNode, declared: Slot, at: UsePlace): readonly StepUse[] {
  const uses: StepUse[] = [];
  const tellFrom = teller(uses, at);
  const tell = tellFrom(undefined);
  const isField = declared.kind === 'field';
  if (isField) tell('answers', symbolOf(declared.field), 'exact');
  for (const { role, expression } of expressionsOf(declared)) {
    expressionUses(node, expression, kindOfRole[role], tellFrom);
  }
  // What goes into a `let` or a source is used by who reads it there.
  const passed = { passed: 'carries', filled: undefined } as const;
  const origin = originOf(declared);
  const to = isField ? declared.type : undefined;
  if (origin !== undefined) {
    const value = origin.kind === 'value' ? origin.value : origin.select;
    const [read] = readsOf(value);
    const from = read === undefined ? undefined : nameOf(node, read);
    const tellValue = tellFrom(from, read?.reference.kind === 'request');
    if (to !== undefined) tellAssignment(origin.assignment, to, passed, tellValue);
    if (origin.kind === 'call') callUses(origin.call, tell);
  }
  const fallback = treatmentOf(declared)?.fallback;
  if (fallback !== undefined && to !== undefined) tellAssignment(fallback.assignment, to, passed, tell);
  return uses;
}

/** What an expression uses. */
export function expressionUses(
  node: MessageNode,
  expression: TypedExpression,
  kind: UseKind,
  tellFrom: TellFrom,
): void {
  for (const constant of constantsOf(expression)) tellFrom(undefined)(kind, constant, 'constant');
  for (const read of readsOf(expression)) {
    const name = nameOf(node, read);
    tellRead(
      read,
      expression,
      name?.slot.name ?? wordOf(read.reference),
      kind,
      tellFrom(name, read.reference.kind === 'request'),
    );
  }
}

function wordOf({ kind }: Reference): string {
  return kind === 'slot' ? 'source' : kind;
}

function callUses(call: Call, tell: TellUse): void {
  const { method, args, batch, cache } = call;
  tell('calls', `${method.parent.typeName}.${method.name}`, 'exact');
  tell('receives', method.output.typeName, 'whole');
  tell('sends', method.input.typeName, 'whole');
  args.forEach((argument, i) => {
    for (const field of argument.path) tell('writes', symbolOf(field), 'exact');
    tellArgument(argument, 'writes', tell);
    // What is given tells one entry of a cache from another, and one key of a batch from another.
    if (cache === undefined && i !== batch?.keys) return;
    for (const field of argument.path) tell('keys', symbolOf(field), 'exact');
    tellArgument(argument, 'keys', tell);
  });
  if (batch === undefined) return;
  for (const field of args[batch.keys]?.path ?? []) tell('batches', symbolOf(field), 'exact');
  for (const field of [batch.items, ...(batch.match ?? [])]) tell('batches', symbolOf(field), 'exact');
}

function tellArgument({ path, assignment }: Argument, kind: 'writes' | 'keys', tell: TellUse): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const type: ValueType = typeOfField(last);
  if (type.kind === 'enum' || (type.kind === 'list' && type.element.kind === 'enum')) tellWhole(type, kind, tell);
  tellAssignment(assignment, type, { passed: kind, filled: kind }, tell);
}
