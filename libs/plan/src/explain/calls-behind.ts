import type { SlotPlan } from '../message-plan.ts';
import { childrenFor, nameOf, pathOfName, type MessageNode, type Name } from './message-node.ts';
import { callOf, isWanted, usesOfValue } from './slot-parts.ts';

/** The calls that must have answered before a slot's call starts, without those that these wait for themselves. */
export function callsBehind(node: MessageNode, slot: SlotPlan): readonly string[] {
  const found = new Set<string>();
  const seen = new Map<MessageNode, Set<string>>();
  const once = (at: MessageNode, what: string): boolean => {
    let done = seen.get(at);
    if (done === undefined) seen.set(at, (done = new Set()));
    if (done.has(what)) return false;
    done.add(what);
    return true;
  };

  const names = (at: MessageNode, uses: readonly Parameters<typeof nameOf>[1][]): void => {
    for (const use of uses) {
      const name = nameOf(at, use);
      if (name !== undefined) whole(name);
    }
  };
  /** What a message waits for before it is made. */
  const beginning = (at: MessageNode): void => {
    const holder = at.parent?.plan.slots[at.holder];
    if (at.parent === undefined || holder === undefined || !once(at, 'beginning')) return;
    if (at.making === 'inherits') source(at.parent);
    if (at.making === 'value' || at.making === 'element') value(at.parent, holder);
    else before(at.parent, holder);
  };
  const source = (at: MessageNode): void => {
    const own = at.plan.slots[at.plan.sourceSlot];
    if (own !== undefined) whole({ node: at, slot: own });
  };
  /** What a slot waits for before anything of it starts. */
  const before = (at: MessageNode, of: SlotPlan): void => {
    beginning(at);
    for (const index of of.kind === 'field' ? of.rivals : []) {
      const rival = at.plan.slots[index];
      if (rival !== undefined) whole({ node: at, slot: rival });
    }
    names(at, of.treatment.when?.uses ?? []);
  };
  const value = (at: MessageNode, of: SlotPlan): void => {
    if (!once(at, `value ${of.index}`)) return;
    if (of.kind === 'source' && of.origin === undefined) {
      beginning(at);
      return;
    }
    names(at, usesOfValue(of));
    if (callOf(of) === undefined) before(at, of);
    else found.add(pathOfName({ node: at, slot: of }));
  };
  const whole = ({ node: at, slot: of }: Name): void => {
    if (!once(at, `whole ${of.index}`)) return;
    value(at, of);
    for (const child of childrenFor(at, of, false)) {
      for (const inner of child.plan.slots) if (isWanted(inner)) whole({ node: child, slot: inner });
      for (const { uses } of child.plan.requires) names(child, uses);
    }
  };

  before(node, slot);
  const call = callOf(slot);
  names(node, call?.uses ?? []);
  if (call !== undefined && call.safety.level !== 'safe') {
    for (let at: MessageNode | undefined = node; at !== undefined; at = at.parent) {
      for (const { uses } of at.plan.requires) names(at, uses);
    }
  }
  return [...found];
}
