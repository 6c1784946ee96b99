import type { Slot } from '../composition.ts';
import { reportCycle, requirements } from './cycle-report.ts';
import { callOf, expressionsOf, referencesOf } from './expressions-of.ts';
import type { Report } from './report.ts';
import { nodesOf, resolve, type UseNode } from './use-tree.ts';

/** A slot of a node, or its requirements. */
interface Step {
  readonly node: UseNode;
  readonly slot: number;
}

/** Reports values that wait for each other. */
export function checkCycles(report: Report, tree: UseNode): void {
  const states = new Map<UseNode, Map<number, 'open' | 'done'>>();
  const path: Step[] = [];
  const visit = (step: Step): void => {
    let slots = states.get(step.node);
    if (slots === undefined) states.set(step.node, (slots = new Map<number, 'open' | 'done'>()));
    const state = slots.get(step.slot);
    if (state === 'done') return;
    if (state === 'open') {
      const start = path.findIndex(({ node, slot }) => node === step.node && slot === step.slot);
      reportCircle(report, path.slice(start));
      return;
    }
    slots.set(step.slot, 'open');
    path.push(step);
    for (const next of waitsFor(step)) visit(next);
    path.pop();
    slots.set(step.slot, 'done');
  };
  for (const node of nodesOf(tree)) {
    for (const slot of node.use.slots) visit({ node, slot: node.use.indexOf(slot) });
    visit({ node, slot: requirements });
  }
}

/** What a step waits for. */
function waitsFor({ node, slot }: Step): Step[] {
  const { use } = node;
  if (slot === requirements) {
    return use.requires.flatMap(({ that, message }) =>
      [that, ...(message === undefined ? [] : [message])].flatMap((expression) =>
        referencesOf(expression).flatMap(({ ref }) => resolve(node, ref) ?? []),
      ),
    );
  }
  const steps: Step[] = [];
  const read = use.slotAt(slot);
  if (read === undefined) return steps;
  for (const { expression } of expressionsOf(read)) {
    for (const { ref } of referencesOf(expression))
      steps.push(...[resolve(node, ref)].filter((step) => step !== undefined));
  }
  if (hasEffects(read)) {
    // Conditions first, then effects.
    for (let at: UseNode | undefined = node; at !== undefined; at = at.parent)
      steps.push({ node: at, slot: requirements });
  }
  if (read.kind === 'field') {
    for (const member of read.field.oneof?.fields ?? []) {
      if (member === read.field) break;
      const index = use.slotNamed(member.name)?.index;
      if (index !== undefined) steps.push({ node, slot: index });
    }
    for (const child of node.children) if (child.holder === slot) steps.push(...wholeOf(child));
  }
  if (read.kind === 'source' && node.inherits && node.parent !== undefined) {
    steps.push({ node: node.parent, slot: node.parent.use.sourceSlot });
  }
  return steps;
}

/** What a message waits for to be whole. */
function wholeOf(node: UseNode): Step[] {
  const { use } = node;
  const slots = use.slots
    .filter((slot) => slot.kind !== 'let' || hasEffects(slot))
    .map((slot) => ({ node, slot: use.indexOf(slot) }));
  return [...slots, { node, slot: requirements }];
}

function reportCircle(report: Report, circle: readonly Step[]): void {
  const conditional = circle.some(({ node, slot }, i) => {
    const next = circle[(i + 1) % circle.length];
    return next?.slot === requirements && hasEffects(node.use.slotAt(slot));
  });
  reportCycle(
    report,
    circle.map(({ node, slot }) => ({ use: node.use, slot })),
    conditional
      ? 'calls with side effects wait for the requirements of their message and of those around it'
      : undefined,
  );
}

function hasEffects(slot: Slot | undefined): boolean {
  const call = slot === undefined ? undefined : callOf(slot);
  return call !== undefined && call.safety.level !== 'safe';
}
