import type { MessagePlan } from './message-plan.ts';
import { composedPlans } from './composed-plans.ts';
import { usesOf } from './slot-uses.ts';

/** Marks the slots that some expression reads by name. */
export function markRead(plans: readonly MessagePlan[]): void {
  const parents = new Map<MessagePlan, MessagePlan[]>();
  for (const plan of plans) {
    for (const slot of plan.slots) {
      if (slot.kind !== 'field') continue;
      for (const inner of [...composedPlans(slot.filling), ...(slot.treatment.fallback?.composes ?? [])]) {
        parents.set(inner, [...(parents.get(inner) ?? []), plan]);
      }
    }
  }
  const [root] = plans;
  for (const plan of plans) {
    const uses = [
      ...plan.slots.flatMap((slot) => usesOf(slot, 'all')),
      ...plan.requires.flatMap(({ uses: condition, message }) => [...condition, ...(message?.uses ?? [])]),
    ];
    for (const { reference } of uses) {
      if (reference.kind !== 'slot') continue;
      const owners =
        reference.up === 'root' ? (root === undefined ? [] : [root]) : ancestors(plan, reference.up, parents);
      for (const owner of owners) {
        const slot = owner.slots[reference.slot];
        if (slot !== undefined) slot.read = true;
      }
    }
  }
}

function ancestors(
  plan: MessagePlan,
  up: number,
  parents: ReadonlyMap<MessagePlan, readonly MessagePlan[]>,
): MessagePlan[] {
  let level = new Set([plan]);
  for (let i = 0; i < up; i++) level = new Set([...level].flatMap((one) => parents.get(one) ?? []));
  return [...level];
}
