import type { ComposedMessage, Slot } from '@tributary/language';
import { compileConverter, shapeOf, type FieldRule, type MessageShape } from '@tributary/wire';
import { fieldShape } from './evaluator.ts';
import type { FieldPlan, WriteStep } from './message-plan.ts';

type FieldSlot = Extract<Slot, { kind: 'field' }>;

/**
 * How a field is copied from the source that its message is given: nothing can keep the value away or make it another
 * one, so that the field need not be worked out before it is written.
 *
 * @returns undefined where there is more to the field than that
 */
export function copyRule({ slots }: ComposedMessage, { field, filling, treatment }: FieldSlot): FieldRule | undefined {
  const source = slots.at(-1);
  // A source of the message's own may fail, or be none.
  if (source?.kind !== 'source' || source.own !== undefined) return undefined;
  // Members of a oneof wait for each other.
  if (treatment.when !== undefined || field.oneof !== undefined) return undefined;
  const origin = filling.kind === 'origin' ? filling.origin : filling;
  if ((origin.kind !== 'by-name' && origin.kind !== 'value') || origin.assignment.kind !== 'same') return undefined;
  const { value } = origin;
  if (value.kind !== 'path' || value.ref.kind !== 'slot' || value.ref.up !== 0) return undefined;
  if (value.ref.slot !== slots.length - 1 || value.path.length !== 1) return undefined;
  const [read] = value.path;
  if (read === undefined) return undefined;
  const from = fieldShape(read);
  const to = fieldShape(field);
  // Where texts are checked at one end only, copying would mend them.
  const alike = from.kind === to.kind && from.repeated === to.repeated && from.utf8 === to.utf8;
  return alike ? { from, to, element: { kind: 'same' } } : undefined;
}

/** The steps in which fields are written, in the order given: those that are copied side by side are one. */
export function writeSteps(shape: MessageShape, fields: readonly FieldPlan[]): readonly WriteStep[] {
  const steps: WriteStep[] = [];
  let run: FieldPlan[] = [];
  const endRun = (): void => {
    const rules = run.flatMap(({ copied }) => copied ?? []);
    const [first] = rules;
    if (first !== undefined) {
      const rule = { source: shapeOf(first.from.desc.parent), target: shape, fields: rules };
      steps.push({ kind: 'copied', slots: run, copy: compileConverter(rule) });
    }
    run = [];
  };
  for (const slot of fields) {
    if (slot.copied !== undefined) run.push(slot);
    else {
      endRun();
      steps.push({ kind: 'slot', slot });
    }
  }
  endRun();
  return steps;
}
