import type { CallPlan, OriginPlan, SlotPlan } from '../message-plan.ts';
import type { Use } from '../evaluator.ts';

/** Where a slot's value comes from; undefined for what is made in place, given, filled by the engine or left unset. */
export function originOf(slot: SlotPlan): OriginPlan | undefined {
  if (slot.kind !== 'field') return slot.origin;
  return slot.filling.kind === 'origin' ? slot.filling.origin : undefined;
}

/** The call that a slot makes. */
export function callOf(slot: SlotPlan): CallPlan | undefined {
  const origin = originOf(slot);
  return origin?.kind === 'call' ? origin.call : undefined;
}

/** What a slot's value is made of: of a call the reply besides. */
export function usesOfValue(slot: SlotPlan): readonly Use[] {
  const origin = originOf(slot);
  if (origin === undefined) return [];
  return origin.kind === 'value' ? origin.producer.uses : origin.select.uses;
}

/** Whether a message evaluates a slot though nothing reads it. */
export function isWanted(slot: SlotPlan): boolean {
  switch (slot.kind) {
    case 'let':
      return slot.eager;
    case 'field':
      return slot.filling.kind !== 'completeness' && slot.filling.kind !== 'unset';
    case 'source':
      return slot.origin !== undefined;
  }
}
