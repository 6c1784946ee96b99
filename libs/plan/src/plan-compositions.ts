import type { ComposedMessage, Composition, Origin, Slot, Treatment } from '@tributary/language';
import { shapeOf } from '@tributary/wire';
import { compileCache, compileCall } from './compile-call.ts';
import { copyRule, writeSteps } from './copied-fields.ts';
import { markEffects } from './effects.ts';
import { markEssential } from './essential.ts';
import { compileEvaluator, fieldShape } from './evaluator.ts';
import { compositionFingerprint } from './fingerprint.ts';
import type {
  FieldPlan,
  FillingPlan,
  MessagePlan,
  OriginPlan,
  RequirementPlan,
  SlotPlan,
  TreatmentPlan,
  WriteStep,
} from './message-plan.ts';
import type { MethodPlan } from './method-plan.ts';
import { compileProducer, type PlanOf } from './production.ts';
import { distinct } from './request-plan.ts';

/** Makes checked compositions executable: nothing of this is done again for a request. */
export function planCompositions(compositions: readonly Composition[]): readonly MethodPlan[] {
  return compositions.map(planComposition);
}

function planComposition(composition: Composition): MethodPlan {
  const { method, cache, maskField } = composition;
  const plans = new Map<ComposedMessage, MessagePlan>();
  const planOf: PlanOf = (message) => {
    const known = plans.get(message);
    if (known !== undefined) return known;
    const slots: SlotPlan[] = [];
    const plan = {
      shape: shapeOf(message.message),
      slots,
      letCount: message.slots.filter(({ kind }) => kind === 'let').length,
      sourceSlot: message.slots.length - 1,
      writeOrder: [] as FieldPlan[],
      writeSteps: [] as WriteStep[],
      requires: [] as RequirementPlan[],
    };
    plans.set(message, plan);
    slots.push(...message.slots.map((slot, index) => planSlot(message, slot, index, planOf)));
    plan.writeOrder.push(
      ...slots.filter((slot) => slot.kind === 'field').sort((a, b) => a.field.number - b.field.number),
    );
    plan.writeSteps.push(...writeSteps(plan.shape, plan.writeOrder));
    plan.requires.push(...message.requires.map(planRequirement));
    return plan;
  };
  const root = planOf(composition.response);
  markEssential(root);
  const all = [...plans.values()];
  markEffects(all);
  return {
    composition,
    method,
    path: `/${method.parent.typeName}/${method.name}`,
    fingerprint: compositionFingerprint(method, composition.calls),
    request: shapeOf(method.input),
    timeoutMs: composition.timeoutMs,
    maxCalls: composition.maxCalls,
    maskField: maskField === undefined ? undefined : fieldShape(maskField),
    cache: cache === undefined ? undefined : compileCache(cache),
    invalidates: composition.invalidates.map(compileEvaluator),
    metadataKeys: composition.metadataKeys,
    upstreamMethods: composition.calls,
    root,
  };
}

function planSlot(message: ComposedMessage, slot: Slot, index: number, planOf: PlanOf): SlotPlan {
  switch (slot.kind) {
    case 'let': {
      const origin = planOrigin(slot.origin, planOf);
      const eager = origin.kind === 'call' && origin.call.safety.level !== 'safe';
      return {
        kind: 'let',
        index,
        name: slot.name,
        origin,
        eager,
        treatment: planTreatment(slot.treatment, planOf),
        essential: false,
      };
    }
    case 'source': {
      const { own } = slot;
      return {
        kind: 'source',
        index,
        name: 'source',
        origin: own === undefined ? undefined : planOrigin(own.origin, planOf),
        treatment: own === undefined ? untreated : planTreatment(own.treatment, planOf),
        essential: false,
      };
    }
    case 'field':
      return {
        kind: 'field',
        index,
        name: slot.name,
        field: fieldShape(slot.field),
        filling: planFilling(slot, planOf),
        copied: copyRule(message, slot),
        rivals: rivalsOf(message, slot),
        effects: false,
        treatment: planTreatment(slot.treatment, planOf),
        essential: false,
      };
  }
}

/** The slots of the members of a oneof that are written before a field. */
function rivalsOf({ slots }: ComposedMessage, { field }: Extract<Slot, { kind: 'field' }>): number[] {
  const rivals: number[] = [];
  for (const member of field.oneof?.fields ?? []) {
    if (member === field) break;
    rivals.push(slots.findIndex((slot) => slot.kind === 'field' && slot.field === member));
  }
  return rivals;
}

function planFilling({ filling }: Extract<Slot, { kind: 'field' }>, planOf: PlanOf): FillingPlan {
  switch (filling.kind) {
    case 'origin':
      return { kind: 'origin', origin: planOrigin(filling.origin, planOf) };
    case 'by-name':
      return {
        kind: 'origin',
        origin: { kind: 'value', producer: compileProducer(filling.value, filling.assignment, planOf) },
      };
    case 'in-place':
      return { kind: 'in-place', message: planOf(filling.message), inheritsSource: filling.inheritsSource };
    case 'completeness':
    case 'unset':
      return filling;
  }
}

function planOrigin(origin: Origin, planOf: PlanOf): OriginPlan {
  if (origin.kind === 'value')
    return { kind: 'value', producer: compileProducer(origin.value, origin.assignment, planOf) };
  return {
    kind: 'call',
    call: compileCall(origin.call, planOf),
    select: compileProducer(origin.select, origin.assignment, planOf),
    selected:
      origin.select.kind === 'path' && origin.select.ref.kind === 'response'
        ? origin.select.path.map(({ name }) => name).join('.')
        : undefined,
  };
}

function planTreatment(
  { when, optional, fallback, optionalElements, absent, errors }: Treatment,
  planOf: PlanOf,
): TreatmentPlan {
  return {
    when: when === undefined ? undefined : compileEvaluator(when),
    optional,
    fallback: fallback === undefined ? undefined : compileProducer(fallback.value, fallback.assignment, planOf),
    optionalElements,
    absent: new Set(absent),
    errors: errors.map((rule) => ({
      codes: new Set(rule.codes),
      when: rule.when === undefined ? undefined : compileEvaluator(rule.when),
      code: rule.code,
      message: rule.message === undefined ? undefined : compileEvaluator(rule.message),
    })),
  };
}

const untreated: TreatmentPlan = {
  when: undefined,
  optional: false,
  fallback: undefined,
  optionalElements: false,
  absent: new Set(),
  errors: [],
};

function planRequirement({ that, code, message }: ComposedMessage['requires'][number]): RequirementPlan {
  const condition = compileEvaluator(that);
  const text = message === undefined ? undefined : compileEvaluator(message);
  return { that: condition, code, message: text, uses: distinct([...condition.uses]) };
}
