import type { CallPlan, SlotPlan } from '../message-plan.ts';
import { codeName } from './code-name.ts';
import type { Outage, OutageEffect } from './explanation.ts';
import { messagesOf, pathOfName, type MessageNode } from './message-node.ts';
import { OutageWalk, type SlotFate } from './outage-walk.ts';
import { mayFail, mustFail, mustHaveValue } from './outcome.ts';
import { callOf } from './slot-parts.ts';

interface PlacedCall {
  readonly path: string;
  readonly call: CallPlan;
}

/** What is left of an answer while an upstream is down: for each service, and for each method of those with several. */
export function outagesOf(root: MessageNode): readonly Outage[] {
  const calls = messagesOf(root).flatMap((node) =>
    node.plan.slots.flatMap((slot): PlacedCall[] => {
      const call = callOf(slot);
      return call === undefined || !node.reached.has(slot) ? [] : [{ path: pathOfName({ node, slot }), call }];
    }),
  );
  const services = new Map<string, Set<string>>();
  for (const { call } of calls) {
    const service = call.method.parent.typeName;
    services.set(service, (services.get(service) ?? new Set()).add(call.method.name));
  }
  return [...services].flatMap(([service, methods]) => {
    const named = methods.size > 1 ? [undefined, ...methods] : [undefined];
    return named.map((method) => outage(root, calls, service, method));
  });
}

function outage(root: MessageNode, calls: readonly PlacedCall[], service: string, method: string | undefined): Outage {
  const isDown = (call: CallPlan): boolean =>
    call.method.parent.typeName === service && (method === undefined || call.method.name === method);
  const walk = new OutageWalk(isDown);
  const { made, faults } = walk.walk(root, true);
  const stale = calls.flatMap(({ path, call }) =>
    isDown(call) && call.cache !== undefined && call.cache.staleIfErrorMs > 0
      ? [{ path, staleIfErrorMs: call.cache.staleIfErrorMs }]
      : [],
  );
  return {
    service,
    method,
    answer:
      faults.size === 0
        ? { kind: 'answered' }
        : { kind: 'fails', certain: !made, codes: [...faults].sort((a, b) => a - b).map(codeName) },
    effects: made ? effectsIn(walk, root, true) : [],
    stale,
  };
}

/** In the order in which gaps are told: the source, lets, then fields. */
function effectsIn(walk: OutageWalk, node: MessageNode, certain: boolean): readonly OutageEffect[] {
  const { slots, sourceSlot } = node.plan;
  const source = slots[sourceSlot];
  return [...(source === undefined ? [] : [source]), ...slots.slice(0, sourceSlot)].flatMap((slot) => {
    const fate = walk.fateOf(node, slot);
    if (fate === undefined) return [];
    // A gap of its source stands at the message itself.
    const path = slot.kind === 'source' ? node.path : pathOfName({ node, slot });
    const isCertain = certain && fate.certain;
    return [
      ...slotEffects(slot, fate, path, isCertain, fallbackOf(node, slot)),
      ...fate.made.flatMap((made) =>
        effectsIn(walk, made.node, isCertain && made.certain && mustHaveValue(fate.outcome)),
      ),
    ];
  });
}

function slotEffects(
  { kind, treatment }: SlotPlan,
  { outcome, fallback, dropped, tolerated }: SlotFate,
  path: string,
  certain: boolean,
  standIn: string | undefined,
): OutageEffect[] {
  const effects: OutageEffect[] = [];
  const mayGo = kind === 'let' || treatment.optional || tolerated;
  if (mayGo && mayFail(outcome)) {
    effects.push({ path, kind: 'missing', certain: certain && mustFail(outcome), fallback: undefined });
  }
  if (fallback !== 'no') {
    effects.push({ path, kind: 'fallback', certain: certain && fallback === 'certain', fallback: standIn });
  }
  if (dropped !== 'no') {
    effects.push({
      path: `${path}[]`,
      kind: 'dropped',
      certain: certain && dropped === 'certain',
      fallback: undefined,
    });
  }
  if (kind === 'field' && outcome.absent) {
    const mustBeAbsent = !outcome.value && !outcome.none && !mayFail(outcome);
    effects.push({ path, kind: 'absent', certain: certain && mustBeAbsent, fallback: undefined });
  }
  return effects;
}

function fallbackOf({ message }: MessageNode, { index }: SlotPlan): string | undefined {
  const slot = message.slots[index];
  return (slot?.kind === 'source' ? slot.own?.treatment : slot?.treatment)?.fallback?.value.text;
}
