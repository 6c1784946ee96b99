import type { Use } from '../evaluator.ts';
import type { CallPlan, SlotPlan } from '../message-plan.ts';
import type { CallCount } from './explanation.ts';
import { childrenFor, nameOf, type MessageNode, type Name } from './message-node.ts';
import { callOf, originOf, usesOfValue } from './slot-parts.ts';

/** What the number of something depends on. */
interface Dependence {
  /** The innermost list whose elements make it differ. */
  readonly list: MessageNode | undefined;
  /**
   * So many elements at most learn of it at the same moment: 1 where a call for each of them lies behind it, `maxKeys`
   * where a batch does, Infinity where nothing does.
   */
  readonly together: number;
}

const fixed: Dependence = { list: undefined, together: Number.POSITIVE_INFINITY };

/** Tells how often calls are made: what differs from element to element of a list is asked for by each. */
export class CallCounts {
  private readonly known = new Map<string, Dependence>();
  private readonly numbers = new Map<MessageNode, number>();

  /** How often a slot's call is made for one request, at most. */
  countOf(node: MessageNode, call: CallPlan): CallCount {
    const { batch } = call;
    const others = this.ofUses(node, call.request.uses);
    if (batch === undefined) {
      return others.list === undefined ? { kind: 'once' } : { kind: 'each', list: listPath(others.list) };
    }
    const keys = this.ofUses(node, batch.key.uses);
    if (!batch.many && keys.list === undefined && others.list === undefined) return { kind: 'once' };
    // Keys that are known at moments of their own go out in calls of their own.
    const maxKeys = keysPerCall(batch.maxKeys, keys.together);
    const all = deeper(keys.list, others.list);
    if (!batch.many && maxKeys === 1 && all !== undefined) return { kind: 'each', list: listPath(all) };
    return {
      kind: 'batched',
      maxKeys,
      list: keys.list === undefined ? undefined : listPath(keys.list),
      apart: others.list === undefined ? undefined : listPath(others.list),
    };
  }

  private ofUses(node: MessageNode, uses: readonly Use[]): Dependence {
    return uses.reduce<Dependence>((sum, use) => {
      const name = nameOf(node, use);
      return name === undefined ? sum : both(sum, this.ofName(name));
    }, fixed);
  }

  private ofName({ node, slot }: Name): Dependence {
    const key = `${this.numberOf(node)} ${slot.index}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, fixed); // while it is worked out: a circle adds nothing
    const found = this.workOut(node, slot);
    this.known.set(key, found);
    return found;
  }

  private workOut(node: MessageNode, slot: SlotPlan): Dependence {
    if (slot.kind === 'source' && slot.origin === undefined) {
      const holder = node.parent?.plan.slots[node.holder];
      if (node.parent === undefined || holder === undefined) return fixed;
      const whole =
        node.making === 'inherits'
          ? this.ofSource(node.parent)
          : both(this.ofUses(node.parent, usesBehind(holder)), this.ofCall(node.parent, holder));
      return node.making === 'element' ? { list: node, together: whole.together } : whole;
    }
    const inner = childrenFor(node, slot, false).flatMap((child) =>
      child.plan.slots.filter(({ kind }) => kind !== 'source').map((each) => ({ node: child, slot: each })),
    );
    // A name is known once all inside it is; whose elements these are is no matter to who reads the whole.
    const inside = inner.some((name) => callOf(name.slot) !== undefined || this.ofName(name).together === 1);
    const own = both(this.ofUses(node, usesBehind(slot)), this.ofCall(node, slot));
    return own.list !== undefined && inside ? { list: own.list, together: 1 } : own;
  }

  private ofSource(node: MessageNode): Dependence {
    const slot = node.plan.slots[node.plan.sourceSlot];
    return slot === undefined ? fixed : this.ofName({ node, slot });
  }

  /** A call for each element answers each at a moment of its own, a batch all that have their keys in it. */
  private ofCall(node: MessageNode, slot: SlotPlan): Dependence {
    const call = callOf(slot);
    if (call === undefined) return fixed;
    const asked = this.ofUses(node, call.uses);
    if (asked.list === undefined) return fixed;
    return { list: asked.list, together: Math.min(asked.together, call.batch?.maxKeys ?? 1) };
  }

  private numberOf(node: MessageNode): number {
    let number = this.numbers.get(node);
    if (number === undefined) this.numbers.set(node, (number = this.numbers.size));
    return number;
  }
}

function usesBehind(slot: SlotPlan): readonly Use[] {
  const call = callOf(slot);
  return [
    ...(slot.treatment.when?.uses ?? []),
    ...(originOf(slot) === undefined ? [] : usesOfValue(slot)),
    ...(call?.uses ?? []),
  ];
}

function both(one: Dependence, other: Dependence): Dependence {
  return {
    list: deeper(one.list, other.list),
    together: Math.min(one.together, other.together),
  };
}

/** Lists that one name can depend on lie inside each other: the inner one has the most elements in all. */
function deeper(one: MessageNode | undefined, other: MessageNode | undefined): MessageNode | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return depthOf(other) > depthOf(one) ? other : one;
}

/** Keys that come in groups fill calls less well: of groups of 100 and calls of 60, two calls take a group. */
function keysPerCall(maxKeys: number, group: number): number {
  return Number.isFinite(group) ? Math.floor(group / Math.ceil(group / maxKeys)) : maxKeys;
}

function depthOf(node: MessageNode): number {
  let depth = 0;
  for (let at = node.parent; at !== undefined; at = at.parent) depth++;
  return depth;
}

/** "screenings" for an element "screenings[]". */
function listPath({ path }: MessageNode): string {
  return path.replace(/\[\]$/, '');
}
