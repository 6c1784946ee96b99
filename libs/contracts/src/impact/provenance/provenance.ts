import { growMessages, markReached, messagesOf, type MessageNode, type MethodPlan } from '@tributary/plan';
import { symbolOf } from './assignment-uses.ts';
import { expressionUses, slotUses, teller } from './slot-uses.ts';
import type { StepUse, UsePlace } from './step-use.ts';
import { Flow } from './flow.ts';

/** What a composite method uses, and how values go through it. */
export interface Provenance {
  readonly plan: MethodPlan;
  /** "package.Service/Method". */
  readonly method: string;
  readonly root: MessageNode;
  /** Paths at which a message inside itself is not followed further. */
  readonly cut: readonly string[];
  /** In the order in which the plan is written. */
  readonly uses: readonly StepUse[];
  /** Uses of just a symbol, by it. */
  readonly exact: ReadonlyMap<string, readonly StepUse[]>;
  /** Uses of a message with all it contains, by its name. */
  readonly whole: ReadonlyMap<string, readonly StepUse[]>;
  /** Uses of what may be an enum's constant, by the last names of enum and value. */
  readonly constants: ReadonlyMap<string, readonly StepUse[]>;
  /** Uses of just a symbol, by the message or service that it is declared in. */
  readonly byOwner: ReadonlyMap<string, readonly StepUse[]>;
  readonly flow: Flow;
}

/** Works out what a composite method uses, and where it goes. */
export function provenanceOf(plan: MethodPlan): Provenance {
  const { root, cut } = growMessages(plan);
  markReached(root);
  const uses: StepUse[] = [...methodUses(plan, root)];
  for (const node of messagesOf(root)) {
    node.message.slots.forEach((declared, index) => {
      const slot = node.plan.slots[index];
      if (slot === undefined) return;
      // What nothing asks for is not evaluated; fields are part of the answer's type all the same.
      if (slot.kind === 'field' || node.reached.has(slot)) uses.push(...slotUses(node, declared, { node, slot }));
    });
    const at: UsePlace = { node, slot: undefined };
    for (const { that, message } of node.message.requires) {
      for (const expression of message === undefined ? [that] : [that, message]) {
        expressionUses(node, expression, 'conditions', teller(uses, at));
      }
    }
  }
  return {
    plan,
    method: `${plan.method.parent.typeName}/${plan.method.name}`,
    root,
    cut,
    uses,
    exact: groupedBy(uses, 'exact', ({ symbol }) => symbol),
    whole: groupedBy(uses, 'whole', ({ symbol }) => symbol),
    constants: groupedBy(uses, 'constant', ({ symbol }) => symbol),
    byOwner: groupedBy(uses, 'exact', ({ symbol }) => symbol.slice(0, symbol.lastIndexOf('.'))),
    flow: new Flow(root),
  };
}

/** What the method itself uses: its name, its request, its mask, its cache. */
function methodUses({ method, composition }: MethodPlan, node: MessageNode): readonly StepUse[] {
  const uses: StepUse[] = [];
  const at: UsePlace = { node, slot: undefined };
  const tellFrom = teller(uses, at);
  const tell = tellFrom(undefined);
  tell('asks', `${method.parent.typeName}.${method.name}`, 'exact');
  tell('asks', method.input.typeName, 'whole');
  const { maskField, cache, invalidates } = composition;
  if (maskField !== undefined) tell('masks', symbolOf(maskField), 'exact');
  if (cache !== undefined) tell('keys', method.input.typeName, 'whole');
  for (const tag of [...(cache?.tags ?? []), ...invalidates]) expressionUses(node, tag, 'tags', tellFrom);
  return uses;
}

function groupedBy(
  uses: readonly StepUse[],
  extent: StepUse['extent'],
  keyOf: (use: StepUse) => string,
): ReadonlyMap<string, readonly StepUse[]> {
  const found = new Map<string, StepUse[]>();
  for (const use of uses) {
    if (use.extent !== extent) continue;
    const known = found.get(keyOf(use));
    if (known === undefined) found.set(keyOf(use), [use]);
    else known.push(use);
  }
  return found;
}
