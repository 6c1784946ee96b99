import type { Assignment, Reference, Slot } from '../composition.ts';
import { MessageUse } from './message-use.ts';

/**
 * A composed message in the tree of the answer. Uses may be shared by messages inside themselves; here each level is a
 * node of its own, unrolled as far as expressions can tell levels apart.
 */
export interface UseNode {
  readonly use: MessageUse;
  readonly parent: UseNode | undefined;
  /** The slot of the parent that it is made for. */
  readonly holder: number;
  /** One of the elements of a list. */
  readonly element: boolean;
  /** Made in place with the same source as the parent. */
  readonly inherits: boolean;
  readonly children: UseNode[];
}

/** A tree larger than this is not looked at further: only messages inside themselves many times over get there. */
const maxNodes = 5000;

/** The tree of a response's composed messages. */
export function growTree(response: MessageUse, depth: number): UseNode {
  let count = 0;
  const grow = (
    use: MessageUse,
    parent: UseNode | undefined,
    holder: number,
    element: boolean,
    inherits: boolean,
  ): UseNode => {
    const node: UseNode = { use, parent, holder, element, inherits, children: [] };
    count++;
    for (const slot of use.slots) {
      const index = use.indexOf(slot);
      for (const child of childrenOf(slot)) {
        if (count > maxNodes || occurrences(node, child.use) > depth + 1) continue;
        node.children.push(grow(child.use, node, index, child.element, child.inherits));
      }
    }
    return node;
  };
  return grow(response, undefined, -1, false, false);
}

function occurrences(node: UseNode, use: MessageUse): number {
  let count = 0;
  for (let at: UseNode | undefined = node; at !== undefined; at = at.parent) if (at.use === use) count++;
  return count;
}

/** The node and slot that a reference stands for; undefined for what is no slot. */
export function resolve(node: UseNode, reference: Reference): { node: UseNode; slot: number } | undefined {
  if (reference.kind !== 'slot') return undefined;
  let at: UseNode = node;
  for (let up = 0; reference.up === 'root' || up < reference.up; up++) {
    if (at.parent === undefined) break;
    at = at.parent;
  }
  return { node: at, slot: reference.slot };
}

/** All nodes of a tree. */
export function* nodesOf(tree: UseNode): Generator<UseNode> {
  yield tree;
  for (const child of tree.children) yield* nodesOf(child);
}

interface Child {
  readonly use: MessageUse;
  readonly element: boolean;
  readonly inherits: boolean;
}

function childrenOf(slot: Slot): Child[] {
  if (slot.kind !== 'field') return [];
  const { filling, treatment } = slot;
  const fallback = treatment.fallback === undefined ? [] : composedBy(treatment.fallback.assignment, false);
  switch (filling.kind) {
    case 'origin': {
      const many = filling.origin.kind === 'call' && filling.origin.call.batch?.many === true;
      return [...composedBy(filling.origin.assignment, many), ...fallback];
    }
    case 'by-name':
      return [...composedBy(filling.assignment, false), ...fallback];
    case 'in-place':
      return filling.message instanceof MessageUse
        ? [{ use: filling.message, element: false, inherits: filling.inheritsSource }, ...fallback]
        : fallback;
    case 'completeness':
    case 'unset':
      return fallback;
  }
}

function composedBy(assignment: Assignment, element: boolean): Child[] {
  switch (assignment.kind) {
    case 'compose':
      return assignment.message instanceof MessageUse ? [{ use: assignment.message, element, inherits: false }] : [];
    case 'list':
      return composedBy(assignment.element, true);
    case 'write':
      return composedBy(assignment.next, element);
    case 'same':
    case 'convert':
    case 'evaluate':
      return [];
  }
}
