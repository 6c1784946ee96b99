import { Code } from '@tributary/language';
import type { Use } from '../evaluator.ts';
import type { CallPlan, SlotPlan, TreatmentPlan } from '../message-plan.ts';
import { childrenFor, nameOf, type MessageNode } from './message-node.ts';
import {
  absent,
  allOf,
  changed,
  either,
  failing,
  impossible,
  mayFail,
  mustFail,
  mustHaveValue,
  noneAsEver,
  valued,
  withoutFaults,
  type Outcome,
} from './outcome.ts';
import { isWanted, originOf } from './slot-parts.ts';

/** What became of a slot. */
export interface SlotFate {
  readonly outcome: Outcome;
  /** The fallback stands in for it: `certain`, or it may. */
  readonly fallback: Likelihood;
  /** Elements are left out. */
  readonly dropped: Likelihood;
  /** It failed, and its message does not fail with it though it is required: the source of what it is made of may fail. */
  readonly tolerated: boolean;
  /** The messages that are made for it, and whether it is certain that they are. */
  readonly made: readonly { readonly node: MessageNode; readonly certain: boolean }[];
  /** Somebody is certain to ask for it. */
  readonly certain: boolean;
}

/** How sure something is. */
export type Likelihood = 'no' | 'possible' | 'certain';

/** What becomes of a message: `none` where what it is made from is none. */
interface MessageFate {
  readonly made: boolean;
  readonly none: boolean;
  readonly faults: ReadonlySet<number>;
  /** It is none because its own source failed, which is told as a gap. */
  readonly tolerated: ReadonlySet<number>;
  /** Something in it is missing, or another than ever. */
  readonly changed: boolean;
}

/**
 * Walks a plan as the engine does, on demand, with some calls failing with UNAVAILABLE: what reads a name fails with it,
 * until something optional stops that. What depends on data, as conditions and oneofs, is walked both ways; lists are
 * taken to have elements, and what is up to give values.
 */
export class OutageWalk {
  private readonly isDown: (call: CallPlan) => boolean;
  private readonly fates = new Map<MessageNode, Map<number, SlotFate>>();

  constructor(isDown: (call: CallPlan) => boolean) {
    this.isDown = isDown;
  }

  /** What became of a slot; undefined where nobody asked for it. */
  fateOf(node: MessageNode, slot: SlotPlan): SlotFate | undefined {
    return this.fates.get(node)?.get(slot.index);
  }

  /** What becomes of a message. */
  walk(node: MessageNode, certain: boolean): MessageFate {
    // Parts of a message that fails may be left before they ask for anything, so only one that cannot fail asks for sure.
    const fate = this.walkOnce(node, false);
    return certain && fate.faults.size === 0 ? this.walkOnce(node, true) : fate;
  }

  private walkOnce(node: MessageNode, certain: boolean): MessageFate {
    const outcomes: Outcome[] = [];
    let none = false;
    let mustBeNone = false;
    let isChanged = false;
    let tolerated: ReadonlySet<number> = new Set();
    for (const { that, code } of node.plan.requires) {
      const outcome = this.needs(node, that.uses, certain);
      // A condition over what is none does not hold, and one over what is another than ever may not.
      const mayNotHold = outcome.absent || outcome.changed;
      outcomes.push(mayNotHold ? either({ ...outcome, absent: false }, failing([code])) : outcome);
    }
    for (const slot of node.plan.slots) {
      if (!isWanted(slot)) continue;
      const { outcome, tolerated: isTolerated } = this.ask(node, slot, certain);
      isChanged ||= outcome.changed || outcome.absent || mayFail(outcome);
      // Whoever needs a `let` fails with it, the message itself does not.
      const stops = slot.kind === 'let' || slot.treatment.optional || isTolerated;
      if (slot.kind === 'source' && node.parent !== undefined) {
        if (stops) tolerated = outcome.faults;
        none ||= outcome.none || outcome.absent || (stops && mayFail(outcome));
        mustBeNone ||= !outcome.value && (stops || !mayFail(outcome));
      }
      if (!stops) outcomes.push(outcome);
      else if (slot.kind !== 'source') outcomes.push(valued);
    }
    const all = allOf(
      outcomes.map((outcome) =>
        mustFail(outcome) ? outcome : { ...outcome, value: true, none: false, absent: false },
      ),
    );
    return { made: !mustFail(all) && !mustBeNone, none, faults: all.faults, tolerated, changed: isChanged };
  }

  /** What becomes of a name that is asked for, with all that is inside it. */
  private ask(node: MessageNode, slot: SlotPlan, certain: boolean): SlotFate {
    const fates = this.fates.get(node) ?? new Map<number, SlotFate>();
    this.fates.set(node, fates);
    const known = fates.get(slot.index);
    if (known !== undefined && (known.certain || !certain)) return known;
    const nothing = { fallback: 'no', dropped: 'no', tolerated: false, made: [] } as const;
    fates.set(slot.index, { ...nothing, outcome: known?.outcome ?? valued, certain }); // a circle adds nothing
    const fate =
      slot.kind === 'source' && slot.origin === undefined
        ? { ...nothing, outcome: node.message.source === undefined ? noneAsEver : valued, certain }
        : new SlotWalk(this, node, slot, certain).run();
    fates.set(slot.index, fate);
    return fate;
  }

  /** What becomes of something that reads names. */
  needs(node: MessageNode, uses: readonly Use[], certain: boolean): Outcome {
    const outcomes = uses.flatMap((use) => {
      const name = nameOf(node, use);
      if (name === undefined) return [];
      const { outcome } = this.ask(name.node, name.slot, certain);
      if (!use.asked) return [outcome];
      // Who asks whether it is there gets an answer, which may be another one than ever.
      return outcome.changed || outcome.absent || mayFail(outcome) ? [changed] : [];
    });
    return allOf([valued, ...outcomes]);
  }

  /** {@link ask}, for a slot of the same message by its index. */
  askBeside(
    node: MessageNode,
    index: number,
    certain: boolean,
  ): { readonly slot: SlotPlan; readonly outcome: Outcome } | undefined {
    const slot = node.plan.slots[index];
    return slot === undefined ? undefined : { slot, outcome: this.ask(node, slot, certain).outcome };
  }

  /** Whether a call fails. */
  fails(call: CallPlan): boolean {
    return this.isDown(call);
  }
}

/** One slot on its way: what may become of it adds up, branch by branch. */
class SlotWalk {
  private readonly walk: OutageWalk;
  private readonly node: MessageNode;
  private readonly slot: SlotPlan;
  private readonly certain: boolean;
  /** Nothing so far depends on data. */
  private sure: boolean;
  private dropped: Likelihood = 'no';
  private tolerated = false;
  private readonly made: { node: MessageNode; certain: boolean }[] = [];

  constructor(walk: OutageWalk, node: MessageNode, slot: SlotPlan, certain: boolean) {
    this.walk = walk;
    this.node = node;
    this.slot = slot;
    this.certain = certain;
    this.sure = certain;
  }

  run(): SlotFate {
    const { treatment } = this.slot;
    const first = this.afterRivals(this.slot.kind === 'field' ? this.slot.rivals : [], 0);
    const { outcome, fallback } = this.tolerated
      ? { outcome: first, fallback: 'no' as const }
      : this.recover(first, treatment);
    const { dropped, tolerated, made, certain } = this;
    return { outcome, fallback, dropped, tolerated, made, certain };
  }

  /** A member of a oneof starts when those before it are none, or failed as optional ones. */
  private afterRivals(rivals: readonly number[], next: number): Outcome {
    const index = rivals[next];
    if (index === undefined) return this.afterCondition();
    const rival = this.walk.askBeside(this.node, index, this.sure);
    if (rival === undefined) return this.afterRivals(rivals, next + 1);
    const { outcome, slot } = rival;
    const stopping = slot.treatment.optional ? impossible : failing(outcome.faults);
    if (mustFail(outcome) && !slot.treatment.optional) return stopping;
    // A value is taken for possible only: a member that always had one would leave the others without a use.
    this.sure &&= !outcome.value && !mayFail(stopping);
    const going = this.afterRivals(rivals, next + 1);
    return either(going, stopping, outcome.value ? noneAsEver : impossible);
  }

  private afterCondition(): Outcome {
    const { when } = this.slot.treatment;
    if (when === undefined) return this.fromOrigin();
    const condition = this.walk.needs(this.node, when.uses, this.sure);
    if (!condition.value) return condition;
    this.sure = false;
    return either({ ...condition, value: false }, noneAsEver, this.fromOrigin());
  }

  private fromOrigin(): Outcome {
    const { node, slot } = this;
    const origin = originOf(slot);
    if (origin?.kind === 'value') return this.make(this.needed(origin.producer.uses));
    if (origin?.kind === 'call') {
      return this.then(this.needed(origin.call.uses), () => {
        // What `select` reads is asked for as the call starts, whatever comes of that.
        const selected = this.needed(origin.select.uses);
        const answered = this.walk.fails(origin.call) ? this.failedCall(origin.call) : valued;
        return this.then(answered, () => this.make(selected));
      });
    }
    if (slot.kind !== 'field' || slot.filling.kind !== 'in-place') return noneAsEver;
    const source = node.plan.slots[node.plan.sourceSlot];
    // A source that is given is there, or the message is made without one.
    if (!slot.filling.inheritsSource || source?.kind !== 'source' || source.origin === undefined)
      return this.make(valued);
    return this.make(this.walk.askBeside(node, source.index, this.sure)?.outcome ?? valued);
  }

  private failedCall({ batch }: CallPlan): Outcome {
    const { treatment } = this.slot;
    // A list of keys: each of them fails by itself.
    const many = batch?.many === true;
    if (treatment.absent.has(Code.UNAVAILABLE)) return many ? changed : absent;
    if (!many || !treatment.optionalElements) return failing([Code.UNAVAILABLE]);
    this.dropped = this.sure ? 'certain' : 'possible';
    return changed;
  }

  private needed(uses: readonly Use[]): Outcome {
    return this.walk.needs(this.node, uses, this.sure);
  }

  /** What comes after something that may have ended it. */
  private then(outcome: Outcome, next: () => Outcome): Outcome {
    if (!outcome.value) return outcome;
    this.sure &&= mustHaveValue(outcome);
    return either({ ...outcome, value: false }, next());
  }

  /** A value is there; messages may have to be made from it. */
  private make(value: Outcome): Outcome {
    return this.then(value, () => this.makeAll(childrenFor(this.node, this.slot, false)));
  }

  private makeAll(children: readonly MessageNode[]): Outcome {
    const outcomes = children.map((child): Outcome => {
      const fate = this.walk.walk(child, this.sure);
      const { made, none, faults, tolerated } = fate;
      const certain = this.sure && made && !none && faults.size === 0;
      if (made) this.made.push({ node: child, certain });
      const element = child.making === 'element';
      if (element && this.slot.treatment.optionalElements && faults.size > 0) {
        this.dropped = this.sure && !made && !none ? 'certain' : 'possible';
        return changed;
      }
      if (tolerated.size > 0 && !element) this.tolerated = true;
      return {
        value: made || (element && faults.size === 0),
        none: none && tolerated.size === 0 && !element,
        absent: false,
        faults: element ? faults : new Set([...faults, ...tolerated]),
        changed: fate.changed,
      };
    });
    return allOf([valued, ...outcomes]);
  }

  /** Error rules, then the fallback. */
  private recover(first: Outcome, { errors, fallback }: TreatmentPlan): { outcome: Outcome; fallback: Likelihood } {
    if (!mayFail(first)) return { outcome: first, fallback: 'no' };
    const isCertain = this.certain && mustFail(first);
    const codes = new Set<number>();
    for (const code of first.faults) this.applyRules(code, errors, codes, isCertain);
    if (fallback === undefined) return { outcome: { ...first, faults: codes }, fallback: 'no' };
    this.sure = isCertain;
    const second = this.then(this.walk.needs(this.node, fallback.uses, isCertain), () =>
      this.makeAll(childrenFor(this.node, this.slot, true)),
    );
    const stands = second.value || second.none || second.absent;
    return {
      // What the fallback gives is none for a reason of its own; if it fails, too, the first failure counts.
      outcome: {
        ...either(withoutFaults(first), withoutFaults(second), mayFail(second) ? failing(codes) : impossible),
        changed: true,
      },
      fallback: !stands ? 'no' : isCertain && !mayFail(second) ? 'certain' : 'possible',
    };
  }

  /** The codes that a failure may go on with, by the first rule that fits. */
  private applyRules(code: number, rules: TreatmentPlan['errors'], codes: Set<number>, isCertain: boolean): void {
    for (const rule of rules) {
      if (rule.codes.size > 0 && !rule.codes.has(code)) continue;
      this.walk.needs(
        this.node,
        [...(rule.when?.uses ?? []), ...(rule.message?.uses ?? [])],
        isCertain && rule.when === undefined,
      );
      codes.add(rule.code ?? code);
      if (rule.when === undefined) return;
    }
    codes.add(code);
  }
}
