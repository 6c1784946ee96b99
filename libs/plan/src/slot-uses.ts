import type { Use } from './evaluator.ts';
import type { OriginPlan, SlotPlan } from './message-plan.ts';

/**
 * The names that a slot reads.
 *
 * @param which - `needed`: without those that are read only once it has failed
 */
export function usesOf({ treatment, ...slot }: SlotPlan, which: 'needed' | 'all'): readonly Use[] {
  const uses = [...(treatment.when?.uses ?? [])];
  if (slot.kind === 'field') {
    if (slot.filling.kind === 'origin') uses.push(...usesOfOrigin(slot.filling.origin));
  } else if (slot.origin !== undefined) uses.push(...usesOfOrigin(slot.origin));
  if (which === 'needed') return uses;
  const onFailure = treatment.errors.flatMap(({ when, message }) => [...(when?.uses ?? []), ...(message?.uses ?? [])]);
  return [...uses, ...onFailure, ...(treatment.fallback?.uses ?? [])];
}

function usesOfOrigin(origin: OriginPlan): readonly Use[] {
  return origin.kind === 'value' ? origin.producer.uses : [...origin.call.uses, ...origin.select.uses];
}
