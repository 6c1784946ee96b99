import type { MaskTree } from '@tributary/wire';
import { composedPlans } from './composed-plans.ts';
import type { Use } from './evaluator.ts';
import type { FieldPlan, MessagePlan, SlotPlan, SourcePlan } from './message-plan.ts';
import { usesOf } from './slot-uses.ts';

const all: MaskTree = { kind: 'all' };
const nothing: MaskTree = { kind: 'fields', fields: new Map() };

/** A message's plan with those around it, the response's first. */
type Chain = readonly MessagePlan[];

/**
 * The slots that are needed whole though a mask may have only part of them: some expression that is evaluated under the
 * mask reads them by name, or they decide as members of a oneof whether one in the mask gets its turn. What only a
 * fallback or a rule of `errors` would read counts, too: it must be there when that turn comes.
 *
 * @param mask - of the message that `root` makes
 */
export function readByName(root: MessagePlan, mask: MaskTree): ReadonlySet<SlotPlan> {
  const read = new Set<SlotPlan>();
  const visited = new Set<string>();
  const idOf = numbering();
  const seen = (what: string, chain: Chain, ...rest: readonly object[]): boolean => {
    // Messages inside themselves: a level looks like the one before.
    const key = [what, ...chain.slice(-3).map(idOf), ...rest.map(idOf)].join(' ');
    if (visited.has(key)) return true;
    visited.add(key);
    return false;
  };
  const visit = (chain: Chain, within: MaskTree): void => {
    const plan = chain.at(-1);
    if (plan === undefined || seen('message', chain, within)) return;
    for (const { that, message } of plan.requires) reading(chain, [...that.uses, ...(message?.uses ?? [])]);
    for (const slot of plan.slots) {
      if (slot.kind === 'field') {
        const inside = insideOf(within, slot);
        if (inside !== undefined || slot.effects) evaluating(chain, slot, inside ?? nothing);
      } else if (slot.kind === 'let' ? slot.eager : isEvaluated(chain, slot)) evaluating(chain, slot, all);
    }
  };
  const evaluating = (chain: Chain, slot: SlotPlan, inside: MaskTree): void => {
    if (seen('slot', chain, slot, inside)) return;
    reading(chain, usesOf(slot, 'all'));
    if (slot.kind !== 'field') return;
    for (const rival of slot.rivals) whole(chain, rival);
    const composes = [...composedPlans(slot.filling), ...(slot.treatment.fallback?.composes ?? [])];
    for (const inner of composes) visit([...chain, inner], inside);
  };
  const reading = (chain: Chain, uses: readonly Use[]): void => {
    for (const { reference } of uses) {
      if (reference.kind !== 'slot') continue;
      const length = reference.up === 'root' ? 1 : Math.max(1, chain.length - reference.up);
      whole(chain.slice(0, length), reference.slot);
    }
  };
  const whole = (chain: Chain, index: number): void => {
    const slot = chain.at(-1)?.slots[index];
    if (slot === undefined) return;
    read.add(slot);
    evaluating(chain, slot, all);
  };
  visit([root], mask);
  return read;
}

/** Whether a message's own source is evaluated though nobody reads it: that of the response only for its side effects. */
function isEvaluated(chain: Chain, { origin }: SourcePlan): boolean {
  if (origin === undefined) return false;
  return chain.length > 1 || (origin.kind === 'call' && origin.call.safety.level !== 'safe');
}

function insideOf(mask: MaskTree, { field }: FieldPlan): MaskTree | undefined {
  return mask.kind === 'all' ? mask : mask.fields.get(field.number);
}

function numbering(): (one: object) => number {
  const numbers = new Map<object, number>();
  return (one) => {
    let number = numbers.get(one);
    if (number === undefined) numbers.set(one, (number = numbers.size));
    return number;
  };
}
