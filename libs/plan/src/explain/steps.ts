import type { Argument, Call, Slot, Treatment } from '@tributary/language';
import type { Use } from '../evaluator.ts';
import type { CallPlan, SlotPlan } from '../message-plan.ts';
import type { CacheTimes, OwnTimeout, Step } from './explanation.ts';
import type { CallCounts } from './call-count.ts';
import { callsBehind } from './calls-behind.ts';
import { codeName } from './code-name.ts';
import { explainTreatment } from './field-origins.ts';
import { messagesOf, nameOf, pathOfName, type MessageNode } from './message-node.ts';
import type { Schedule } from './schedule.ts';
import { callOf } from './slot-parts.ts';

/** What steps are told with. */
export interface StepTeller {
  readonly schedule: Schedule;
  readonly counts: CallCounts;
  /** The own timeout of a call. */
  readonly timeoutOf: (call: CallPlan) => OwnTimeout | undefined;
}

/** All calls of an answer, in the order of their stages. */
export function stepsOf(root: MessageNode, teller: StepTeller): readonly Step[] {
  const found: { readonly step: Step; readonly identity: string }[] = [];
  for (const node of messagesOf(root)) {
    for (const slot of node.plan.slots) {
      const call = callOf(slot);
      const declared = declaredCall(node.message.slots[slot.index]);
      if (call === undefined || declared === undefined || !node.reached.has(slot)) continue;
      const step = tellStep(node, slot, call, declared, teller);
      found.push({ identity: identityOf(node, call, declared.call), step });
    }
  }
  // Calls behind a fallback come last.
  const order = ({ stage }: Step): number => (stage === 0 ? Number.MAX_SAFE_INTEGER : stage);
  found.sort((a, b) => order(a.step) - order(b.step));
  const first = new Map<string, string>();
  return found.map(({ step, identity }) => {
    const sameAs = first.get(identity);
    if (sameAs === undefined) first.set(identity, step.path);
    return { ...step, sameAs };
  });
}

interface DeclaredCall {
  readonly call: Call;
  readonly treatment: Treatment;
  readonly isLet: boolean;
}

function declaredCall(slot: Slot | undefined): DeclaredCall | undefined {
  if (slot === undefined) return undefined;
  switch (slot.kind) {
    case 'let':
      return slot.origin.kind === 'call'
        ? { call: slot.origin.call, treatment: slot.treatment, isLet: true }
        : undefined;
    case 'source':
      return slot.own?.origin.kind === 'call'
        ? { call: slot.own.origin.call, treatment: slot.own.treatment, isLet: false }
        : undefined;
    case 'field':
      return slot.filling.kind === 'origin' && slot.filling.origin.kind === 'call'
        ? { call: slot.filling.origin.call, treatment: slot.treatment, isLet: false }
        : undefined;
  }
}

function tellStep(
  node: MessageNode,
  slot: SlotPlan,
  plan: CallPlan,
  { call, treatment, isLet }: DeclaredCall,
  { schedule, counts, timeoutOf }: StepTeller,
): Step {
  const keys = call.batch === undefined ? undefined : call.args[call.batch.keys];
  const { retry, hedge } = call;
  return {
    path: pathOfName({ node, slot }),
    stage: inFallback(node) ? 0 : schedule.callStarts(node, slot).calls + 1,
    call: call.name,
    args: call.args.map((argument) => ({ field: fieldOf(argument), value: argument.value.text })),
    when: treatment.when?.text,
    waitsFor: waitsOf(node, slot, plan),
    after: callsBehind(node, slot),
    waitsForRequirements: plan.safety.level !== 'safe' && hasRequirements(node),
    treatment: explainTreatment(treatment, isLet),
    essential: slot.essential && isEssential(node),
    count: counts.countOf(node, plan),
    batch:
      call.batch === undefined || keys === undefined
        ? undefined
        : { keys: keys.value.text, maxKeys: call.batch.maxKeys },
    timeout: timeoutOf(plan),
    retry:
      retry === undefined
        ? undefined
        : { attempts: retry.attempts, backoffMs: retry.backoffMs, codes: retry.codes.map(codeName) },
    hedge: hedge === undefined ? undefined : { afterMs: hedge.afterMs },
    cache: call.cache === undefined ? undefined : timesOf(call.cache),
    sameAs: undefined,
  };
}

/** The times of a cache, without its tags. */
export function timesOf(cache: CacheTimes): CacheTimes {
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, negativeTtlMs, degradedTtlMs } = cache;
  return { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, negativeTtlMs, degradedTtlMs };
}

/** An argument's path in the request, as it is written. */
export function fieldOf({ path }: Argument): string {
  return path.map(({ name }) => name).join('.');
}

function waitsOf(node: MessageNode, slot: SlotPlan, call: CallPlan): readonly string[] {
  const rivals = slot.kind === 'field' ? slot.rivals : [];
  const uses = [...(slot.treatment.when?.uses ?? []), ...call.uses];
  const waits = [
    // A message made from a value waits for that value.
    ...(node.making === 'value' || node.making === 'element' ? [node.path] : []),
    ...rivals.flatMap((index) => {
      const rival = node.plan.slots[index];
      return rival === undefined ? [] : [pathOfName({ node, slot: rival })];
    }),
    ...uses.flatMap((use) => {
      const name = nameOf(node, use);
      return name === undefined ? [] : [pathOfName(name)];
    }),
  ];
  return [...new Set(waits)];
}

/** Calls are one where the method, what they ask with, and their settings are the same. */
function identityOf(node: MessageNode, plan: CallPlan, { args, forward }: Call): string {
  const values = args.map((argument) => {
    const names = usesOfArguments(plan).map((use) => {
      const name = nameOf(node, use);
      return name === undefined ? '' : pathOfName(name);
    });
    return `${fieldOf(argument)}=${argument.value.text} of ${names.join(',')}`;
  });
  return JSON.stringify([plan.name, values.sort(), [...forward].sort(), plan.settings]);
}

function usesOfArguments({ request, batch }: CallPlan): readonly Use[] {
  return [...request.uses, ...(batch?.key.uses ?? [])];
}

function inFallback(node: MessageNode): boolean {
  return node.inFallback || (node.parent !== undefined && inFallback(node.parent));
}

function hasRequirements(node: MessageNode): boolean {
  return node.plan.requires.length > 0 || (node.parent !== undefined && hasRequirements(node.parent));
}

/** Whether the failure of a message would fail the method. */
function isEssential({ parent, holder, making, inFallback: standsIn }: MessageNode): boolean {
  const slot = parent?.plan.slots[holder];
  if (parent === undefined || slot === undefined) return true;
  const dropped = making === 'element' && slot.treatment.optionalElements;
  return !standsIn && slot.essential && !dropped && isEssential(parent);
}
