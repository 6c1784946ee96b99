import type { Assignment, ComposedMessage, Slot } from '@tributary/language';
import type { Use } from '../evaluator.ts';
import type { FieldPlan, MessagePlan, SlotPlan } from '../message-plan.ts';
import type { MethodPlan } from '../method-plan.ts';
import { composedPlans } from '../composed-plans.ts';

/** How a message comes to be made. */
export type Making =
  | 'response'
  /** From the value of its field. */
  | 'value'
  /** From each element of the value of its field. */
  | 'element'
  /** In place, without a source or with its own. */
  | 'in-place'
  /** In place, with the source of the message around it. */
  | 'inherits';

/** A composed message where it stands in the answer. */
export interface MessageNode {
  readonly message: ComposedMessage;
  readonly plan: MessagePlan;
  readonly parent: MessageNode | undefined;
  /** The parent's slot that it is made for; -1 for the response. */
  readonly holder: number;
  readonly making: Making;
  /** It is made only where the field's fallback stands in. */
  readonly inFallback: boolean;
  /** '' for the response, "screenings[]" for an element. */
  readonly path: string;
  readonly children: MessageNode[];
  /** The slots that something may ask for; a `let` that nothing reads is not among them. */
  readonly reached: Set<SlotPlan>;
}

/** The messages of an answer. */
export interface MessageTree {
  readonly root: MessageNode;
  /** Paths at which a message inside itself is not followed further. */
  readonly cut: readonly string[];
}

/** A name: a slot of a message. */
export interface Name {
  readonly node: MessageNode;
  readonly slot: SlotPlan;
}

/** A message inside itself is followed for so many levels: enough to see what the next ones are like. */
const maxLevels = 2;
const maxNodes = 5000;

/** Lays out the messages of a method's answer, each where it stands. */
export function growMessages(plan: MethodPlan): MessageTree {
  const cut: string[] = [];
  let count = 0;
  const grow = (node: MessageNode): MessageNode => {
    count++;
    node.plan.slots.forEach((slot, index) => {
      const declared = node.message.slots[index];
      if (slot.kind !== 'field' || declared?.kind !== 'field') return;
      for (const inner of innerMessages(slot, declared)) {
        const path = `${joinPath(node.path, slot.name)}${inner.making === 'element' ? '[]' : ''}`;
        if (count >= maxNodes || levelsOf(node, inner.plan) >= maxLevels) cut.push(path);
        else
          node.children.push(grow({ ...inner, parent: node, holder: index, path, children: [], reached: new Set() }));
      }
    });
    return node;
  };
  const { response } = plan.composition;
  const root = grow({
    message: response,
    plan: plan.root,
    parent: undefined,
    holder: -1,
    making: 'response',
    inFallback: false,
    path: '',
    children: [],
    reached: new Set(),
  });
  return { root, cut };
}

/** All messages of a tree, outer ones first, as written. */
export function messagesOf(root: MessageNode): readonly MessageNode[] {
  return [root, ...root.children.flatMap(messagesOf)];
}

/** The messages that are made for a field. */
export function childrenFor(node: MessageNode, slot: SlotPlan, inFallback: boolean): readonly MessageNode[] {
  return node.children.filter((child) => child.holder === slot.index && child.inFallback === inFallback);
}

/** The name that an expression of a message reads. */
export function nameOf(node: MessageNode, { reference }: Use): Name | undefined {
  if (reference.kind !== 'slot') return undefined;
  let owner = node;
  for (let up = 0; reference.up === 'root' || up < reference.up; up++) {
    if (owner.parent === undefined) break;
    owner = owner.parent;
  }
  const slot = owner.plan.slots[reference.slot];
  return slot === undefined ? undefined : { node: owner, slot };
}

/** A name as a path: "screenings[].price", "$nearby", "screenings[]" for the source of an element. */
export function pathOfName({ node, slot }: Name): string {
  switch (slot.kind) {
    case 'let':
      return joinPath(node.path, `$${slot.name}`);
    case 'field':
      return joinPath(node.path, slot.name);
    case 'source':
      if (slot.origin !== undefined) return joinPath(node.path, 'source');
      return node.making === 'inherits' && node.parent !== undefined ? sourceOf(node.parent) : node.path;
  }
}

/** The name by which the source of a message is told. */
function sourceOf(node: MessageNode): string {
  const slot = node.plan.slots[node.plan.sourceSlot];
  return slot === undefined ? node.path : pathOfName({ node, slot });
}

/** Puts a name behind a path. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

interface Inner {
  readonly message: ComposedMessage;
  readonly plan: MessagePlan;
  readonly making: Making;
  readonly inFallback: boolean;
}

function innerMessages({ filling, treatment }: FieldPlan, declared: Slot & { kind: 'field' }): Inner[] {
  const inner: Inner[] = [];
  const add = (composed: Composed | undefined, plan: MessagePlan | undefined, inFallback: boolean): void => {
    if (composed !== undefined && plan !== undefined) inner.push({ ...composed, plan, inFallback });
  };
  add(composedBy(declared), composedPlans(filling)[0], false);
  const fallback = declared.treatment.fallback;
  if (fallback !== undefined) add(assigned(fallback.assignment, false), treatment.fallback?.composes[0], true);
  return inner;
}

interface Composed {
  readonly message: ComposedMessage;
  readonly making: Making;
}

function composedBy({ filling }: Slot & { kind: 'field' }): Composed | undefined {
  switch (filling.kind) {
    case 'origin': {
      const many = filling.origin.kind === 'call' && filling.origin.call.batch?.many === true;
      return assigned(filling.origin.assignment, many);
    }
    case 'by-name':
      return assigned(filling.assignment, false);
    case 'in-place':
      return { message: filling.message, making: filling.inheritsSource ? 'inherits' : 'in-place' };
    case 'completeness':
    case 'unset':
      return undefined;
  }
}

function assigned(assignment: Assignment, element: boolean): Composed | undefined {
  switch (assignment.kind) {
    case 'compose':
      return { message: assignment.message, making: element ? 'element' : 'value' };
    case 'list':
      return assigned(assignment.element, true);
    case 'write':
      return assigned(assignment.next, element);
    case 'same':
    case 'convert':
    case 'evaluate':
      return undefined;
  }
}

function levelsOf(node: MessageNode, plan: MessagePlan): number {
  let levels = 0;
  for (let at: MessageNode | undefined = node; at !== undefined; at = at.parent) if (at.plan === plan) levels++;
  return levels;
}
