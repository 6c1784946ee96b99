import type { Reference } from '@tributary/language';
import type { Use } from './evaluator.ts';
import { usesOf } from './slot-uses.ts';
import { composedPlans } from './composed-plans.ts';
import type { MessagePlan } from './message-plan.ts';

/**
 * Marks the slots whose failure fails the message that they are in: required fields, what those need, what requirements
 * read, and what required messages inside it need of the messages around them.
 */
export function markEssential(root: MessagePlan): void {
  const visited = new Set<string>();
  const ids = new Map<MessagePlan, number>();
  const idOf = (plan: MessagePlan): number => {
    let id = ids.get(plan);
    if (id === undefined) ids.set(plan, (id = ids.size));
    return id;
  };
  const seen = (chain: readonly MessagePlan[], what: string): boolean => {
    // Messages inside themselves: a level looks like the one before.
    const key = [...chain.slice(-3).map(idOf), what].join(' ');
    if (visited.has(key)) return true;
    visited.add(key);
    return false;
  };
  const visit = (chain: readonly MessagePlan[]): void => {
    const plan = chain.at(-1);
    if (plan === undefined || seen(chain, 'message')) return;
    const mark = (uses: readonly Use[]): void => {
      for (const { reference, asked } of uses) if (!asked) need(chain, reference, markSlot);
    };
    const markSlot = (owner: readonly MessagePlan[], index: number): void => {
      const slot = owner.at(-1)?.slots[index];
      // The same message elsewhere needs the names of other messages around it.
      if (slot === undefined || seen(owner, String(index))) return;
      slot.essential = true;
      for (const { reference, asked } of usesOf(slot, 'needed')) if (!asked) need(owner, reference, markSlot);
      if (slot.kind !== 'field') return;
      // Where elements may be dropped, none of them must be there.
      if (slot.treatment.optionalElements) return;
      for (const inner of composedPlans(slot.filling)) visit([...owner, inner]);
    };
    for (const slot of plan.slots) {
      if (slot.kind === 'source' || (slot.kind === 'field' && !slot.treatment.optional)) markSlot(chain, slot.index);
    }
    for (const { uses } of plan.requires) mark(uses);
  };
  visit([root]);
}

function need(
  chain: readonly MessagePlan[],
  reference: Reference,
  mark: (owner: readonly MessagePlan[], slot: number) => void,
): void {
  if (reference.kind !== 'slot') return;
  const length = reference.up === 'root' ? 1 : Math.max(1, chain.length - reference.up);
  mark(chain.slice(0, length), reference.slot);
}
