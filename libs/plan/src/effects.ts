import { composedPlans } from './composed-plans.ts';
import type { FieldPlan, MessagePlan, SlotPlan } from './message-plan.ts';

/** Marks the fields that make calls with side effects, themselves or in a message inside them. */
export function markEffects(plans: readonly MessagePlan[]): void {
  const fields = plans.flatMap(({ slots }) => slots.filter((slot) => slot.kind === 'field'));
  for (let changed = true; changed;) {
    changed = false;
    for (const field of fields) {
      if (field.effects || !(calls(field) || innerPlans(field).some(hasEffects))) continue;
      field.effects = true;
      changed = true;
    }
  }
}

function innerPlans({ filling, treatment }: FieldPlan): readonly MessagePlan[] {
  return [...composedPlans(filling), ...(treatment.fallback?.composes ?? [])];
}

function hasEffects({ slots }: MessagePlan): boolean {
  return slots.some((slot) => (slot.kind === 'field' ? slot.effects : calls(slot)));
}

/** Whether it makes a call with side effects itself. */
function calls(slot: SlotPlan): boolean {
  const origin =
    slot.kind === 'field' ? (slot.filling.kind === 'origin' ? slot.filling.origin : undefined) : slot.origin;
  return origin?.kind === 'call' && origin.call.safety.level !== 'safe';
}
