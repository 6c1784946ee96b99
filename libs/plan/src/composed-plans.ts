import type { FillingPlan, MessagePlan } from './message-plan.ts';

/** The messages that a field is made of. */
export function composedPlans(filling: FillingPlan): readonly MessagePlan[] {
  switch (filling.kind) {
    case 'origin':
      return (filling.origin.kind === 'value' ? filling.origin.producer : filling.origin.select).composes;
    case 'in-place':
      return [filling.message];
    case 'completeness':
    case 'unset':
      return [];
  }
}
