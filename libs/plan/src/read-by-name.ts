import type { MaskTree } from '@tributary/wire';
import { composedPlans } from './composed-plans.ts';
import type { Use } from './evaluator.ts';
import type { FieldPlan, MessagePlan, SlotPlan, SourcePlan } from './message-plan.ts';
import { usesOf } from './slot-uses.ts';

const all: MaskTree = { kind: 'all' };
const nothing: MaskTree = { kind: 'fields', fields: new Map() };

/** The slots of a message that are needed whole, where it stands in the answer, and those of the messages inside it. */
export interface ReadSlots {
  /** Whether a slot of the message is needed whole. */
  has(slot: SlotPlan): boolean;
  /** The same of a message inside it; undefined where nothing is read. */
  inside(slot: SlotPlan, plan: MessagePlan): ReadSlots | undefined;
}

/** A place in the answer. The same message elsewhere, of the same plan, is another place. */
class ReadPlace implements ReadSlots {
  readonly read = new Set<SlotPlan>();
  readonly inner = new Map<SlotPlan, Map<MessagePlan, ReadPlace>>();

  has(slot: SlotPlan): boolean {
    return this.read.has(slot);
  }

  inside(slot: SlotPlan, plan: MessagePlan): ReadPlace | undefined {
    return this.inner.get(slot)?.get(plan);
  }
}

/** A message with those around it, the response first. */
type Chain = readonly Link[];

interface Link {
  readonly plan: MessagePlan;
  readonly place: ReadPlace;
  /** Tells its place from others of the same plan. */
  readonly key: string;
}

/** With more places than that, those that look alike up to two messages around them are one. */
const maxPlaces = 5000;

/**
 * The slots that are needed whole though a mask may have only part of them: some expression that is evaluated under the
 * mask reads them by name, or they decide as members of a oneof whether one in the mask gets its turn. What only a
 * fallback or a rule of `errors` would read counts, too: it must be there when that turn comes.
 *
 * @param mask - of the message that `root` makes
 */
export function readByName(root: MessagePlan, mask: MaskTree): ReadSlots {
  const visited = new Set<string>();
  const places = new Map<string, ReadPlace>();
  const idOf = numbering();
  const seen = (what: string, { place }: Link, ...rest: readonly object[]): boolean => {
    const key = [what, idOf(place), ...rest.map(idOf)].join(' ');
    if (visited.has(key)) return true;
    visited.add(key);
    return false;
  };
  const enter = (chain: Chain, slot: SlotPlan, plan: MessagePlan): Chain => {
    const step = `${idOf(slot)}:${idOf(plan)}`;
    const around = chain.at(-1);
    // Messages inside themselves: a level looks like the one before.
    const folds = places.size > maxPlaces || chain.some((link) => link.plan === plan);
    const before = folds ? (around?.key ?? '').split(' ').slice(-2).join(' ') : (around?.key ?? '');
    const key = `${before} ${step}`;
    const name = folds ? `...${key}` : key;
    let place = places.get(name);
    if (place === undefined) places.set(name, (place = new ReadPlace()));
    if (around !== undefined) {
      const inner = around.place.inner.get(slot);
      if (inner === undefined) around.place.inner.set(slot, new Map([[plan, place]]));
      else inner.set(plan, place);
    }
    return [...chain, { plan, place, key }];
  };
  const visit = (chain: Chain, within: MaskTree): void => {
    const link = chain.at(-1);
    if (link === undefined || seen('message', link, within)) return;
    const { plan } = link;
    for (const { that, message } of plan.requires) reading(chain, [...that.uses, ...(message?.uses ?? [])]);
    for (const slot of plan.slots) {
      if (slot.kind === 'field') {
        const inside = insideOf(within, slot);
        if (inside !== undefined || slot.effects) evaluating(chain, slot, inside ?? nothing);
      } else if (slot.kind === 'let' ? slot.eager : isEvaluated(chain, slot)) evaluating(chain, slot, all);
    }
  };
  const evaluating = (chain: Chain, slot: SlotPlan, inside: MaskTree): void => {
    const link = chain.at(-1);
    if (link === undefined || seen('slot', link, slot, inside)) return;
    reading(chain, usesOf(slot, 'all'));
    if (slot.kind !== 'field') return;
    for (const rival of slot.rivals) whole(chain, rival);
    const composes = [...composedPlans(slot.filling), ...(slot.treatment.fallback?.composes ?? [])];
    for (const inner of composes) visit(enter(chain, slot, inner), inside);
  };
  const reading = (chain: Chain, uses: readonly Use[]): void => {
    for (const { reference } of uses) {
      if (reference.kind !== 'slot') continue;
      const length = reference.up === 'root' ? 1 : Math.max(1, chain.length - reference.up);
      whole(chain.slice(0, length), reference.slot);
    }
  };
  const whole = (chain: Chain, index: number): void => {
    const link = chain.at(-1);
    const slot = link?.plan.slots[index];
    if (link === undefined || slot === undefined) return;
    link.place.read.add(slot);
    evaluating(chain, slot, all);
  };
  const place = new ReadPlace();
  visit([{ plan: root, place, key: '' }], mask);
  return place;
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
