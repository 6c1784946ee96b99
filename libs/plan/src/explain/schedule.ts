import type { Use } from '../evaluator.ts';
import type { SlotPlan } from '../message-plan.ts';
import { childrenFor, nameOf, type MessageNode, type Name } from './message-node.ts';
import { callOf, isWanted, usesOfValue } from './slot-parts.ts';

/** A moment in the making of an answer: when so many calls that wait for each other have answered. */
export interface Moment {
  /** How many calls lie behind it. */
  readonly calls: number;
  /** The sum of their own timeouts; calls without one count as nothing. */
  readonly timeoutsMs: number;
  /** The last of them. */
  readonly last: { readonly name: Name; readonly before: Moment } | undefined;
}

const start: Moment = { calls: 0, timeoutsMs: 0, last: undefined };

/**
 * When things happen, counted in calls: a message is made when its source is known, a call starts when all that it reads
 * is, and a name is known when what is inside it is made.
 */
export class Schedule {
  private readonly timeoutOf: (slot: SlotPlan) => number | undefined;
  private readonly known = new Map<string, Map<MessageNode, Moment>>();

  /** @param timeoutOf - the own timeout of a slot's call */
  constructor(timeoutOf: (slot: SlotPlan) => number | undefined) {
    this.timeoutOf = timeoutOf;
  }

  /** When a message starts to be made. */
  begins(node: MessageNode): Moment {
    return this.once(node, 'begins', () => {
      const { parent } = node;
      const holder = parent?.plan.slots[node.holder];
      if (parent === undefined || holder === undefined) return start;
      switch (node.making) {
        case 'in-place':
        case 'response':
          return this.conditionKnown(parent, holder);
        case 'inherits':
          return latest(this.conditionKnown(parent, holder), this.sourceKnown(parent));
        case 'value':
        case 'element':
          // What a fallback makes comes after the failure, which is no moment of an answer that goes well.
          return node.inFallback ? this.conditionKnown(parent, holder) : this.produced(parent, holder);
      }
    });
  }

  /** When a slot's call starts. */
  callStarts(node: MessageNode, slot: SlotPlan): Moment {
    return this.once(node, `starts ${slot.index}`, () => {
      const call = callOf(slot);
      const before = latest(this.conditionKnown(node, slot), this.whenKnown(node, call?.uses ?? []));
      return call === undefined || call.safety.level === 'safe' ? before : latest(before, this.requirementsHold(node));
    });
  }

  /** When everything of the message is made. */
  made(node: MessageNode): Moment {
    return this.once(node, 'made', () => {
      const wanted = node.plan.slots.filter(isWanted).map((slot) => this.complete(node, slot));
      return latest(this.begins(node), this.requirementsKnown(node), ...wanted);
    });
  }

  /** When a slot has its value, without what is inside it. */
  private produced(node: MessageNode, slot: SlotPlan): Moment {
    return this.once(node, `produced ${slot.index}`, () => {
      const call = callOf(slot);
      if (slot.kind === 'source' && slot.origin === undefined) return this.begins(node);
      const starts = this.callStarts(node, slot);
      const answered: Moment =
        call === undefined
          ? starts
          : {
              calls: starts.calls + 1,
              timeoutsMs: starts.timeoutsMs + (this.timeoutOf(slot) ?? 0),
              last: { name: { node, slot }, before: starts },
            };
      return latest(answered, this.whenKnown(node, usesOfValue(slot)));
    });
  }

  /** When a name can be read: the whole of its value is there. */
  private complete(node: MessageNode, slot: SlotPlan): Moment {
    return this.once(node, `complete ${slot.index}`, () => {
      const inner = childrenFor(node, slot, false).map((child) => this.made(child));
      return latest(this.produced(node, slot), ...inner);
    });
  }

  private conditionKnown(node: MessageNode, slot: SlotPlan): Moment {
    const rivals = slot.kind === 'field' ? slot.rivals : [];
    const before = rivals.map((index) => {
      const rival = node.plan.slots[index];
      return rival === undefined ? start : this.complete(node, rival);
    });
    return latest(this.begins(node), ...before, this.whenKnown(node, slot.treatment.when?.uses ?? []));
  }

  private sourceKnown(node: MessageNode): Moment {
    const source = node.plan.slots[node.plan.sourceSlot];
    return source === undefined ? start : this.complete(node, source);
  }

  private whenKnown(node: MessageNode, uses: readonly Use[]): Moment {
    const moments = uses.map((use) => {
      const name = nameOf(node, use);
      return name === undefined ? start : this.complete(name.node, name.slot);
    });
    return latest(start, ...moments);
  }

  private requirementsKnown(node: MessageNode): Moment {
    return latest(start, ...node.plan.requires.map(({ uses }) => this.whenKnown(node, uses)));
  }

  private requirementsHold(node: MessageNode): Moment {
    const own = this.requirementsKnown(node);
    return node.parent === undefined ? own : latest(own, this.requirementsHold(node.parent));
  }

  private once(node: MessageNode, what: string, workOut: () => Moment): Moment {
    const moments = this.known.get(what) ?? new Map<MessageNode, Moment>();
    this.known.set(what, moments);
    const known = moments.get(node);
    if (known !== undefined) return known;
    moments.set(node, start); // while it is worked out: compositions with circles are never planned
    const moment = workOut();
    moments.set(node, moment);
    return moment;
  }
}

function latest(first: Moment, ...others: readonly Moment[]): Moment {
  return others.reduce(
    (late, other) =>
      other.calls > late.calls || (other.calls === late.calls && other.timeoutsMs > late.timeoutsMs) ? other : late,
    first,
  );
}
