import type { Use } from '../evaluator.ts';
import { usesOf } from '../slot-uses.ts';
import { nameOf, type MessageNode, type Name } from './message-node.ts';
import { isWanted } from './slot-parts.ts';

/** Marks the names that a message is made of, and those that these need, also where something has failed. */
export function markReached(root: MessageNode): void {
  const visit = (node: MessageNode): void => {
    for (const slot of node.plan.slots) if (isWanted(slot)) reach({ node, slot });
    for (const { that, message } of node.plan.requires) needs(node, [...that.uses, ...(message?.uses ?? [])]);
  };
  const needs = (node: MessageNode, uses: readonly Use[]): void => {
    for (const use of uses) {
      const name = nameOf(node, use);
      if (name !== undefined) reach(name);
    }
  };
  const reach = ({ node, slot }: Name): void => {
    if (node.reached.has(slot)) return;
    node.reached.add(slot);
    needs(node, usesOf(slot, 'all'));
    for (const child of node.children) if (child.holder === slot.index) visit(child);
  };
  visit(root);
}
