import type { DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import type { CallPlan, SlotPlan } from '../message-plan.ts';
import type { MethodPlan } from '../method-plan.ts';
import { boundOf, longestChain } from './bounds.ts';
import { cachesOf } from './caches.ts';
import { CallCounts } from './call-count.ts';
import { codeName } from './code-name.ts';
import type {
  Declared,
  ExplainedDeprecation,
  ExplainedMethod,
  ExplainedRequirement,
  Explanation,
  OwnTimeout,
  Stage,
  Step,
} from './explanation.ts';
import { fieldOrigins } from './field-origins.ts';
import { markReached } from './mark-reached.ts';
import { growMessages, joinPath, messagesOf, type MessageNode } from './message-node.ts';
import { outagesOf } from './outages.ts';
import { reserveMsOf } from '../reserve.ts';
import { Schedule } from './schedule.ts';
import { callOf } from './slot-parts.ts';
import { stepsOf } from './steps.ts';

/** What a plan does not know by itself. */
export interface ExplainOptions {
  /** The timeout that the configuration gives to calls of a method without one of their own. Default: none. */
  readonly configuredTimeoutMs?: (method: DescMethod) => number | undefined;
}

/** Says what a plan does: stages, calls, times, origins, caches, and what is left of an answer where an upstream is down. */
export function explainMethod(
  plan: MethodPlan,
  { configuredTimeoutMs = () => undefined }: ExplainOptions = {},
): Explanation {
  const { composition, method, timeoutMs, maxCalls } = plan;
  const timeoutOf = (call: CallPlan): OwnTimeout | undefined => {
    if (call.timeoutMs !== undefined) return { ms: call.timeoutMs, from: 'composition' };
    const ms = configuredTimeoutMs(call.method);
    return ms === undefined ? undefined : { ms, from: 'configuration' };
  };
  const { root, cut } = growMessages(plan);
  markReached(root);
  const schedule = new Schedule((slot: SlotPlan) => {
    const call = callOf(slot);
    return call === undefined ? undefined : timeoutOf(call)?.ms;
  });
  const steps = stepsOf(root, { schedule, counts: new CallCounts(), timeoutOf });
  return {
    method: `${method.parent.typeName}/${method.name}`,
    file: method.parent.file.proto.name,
    safety: declaredBy(method),
    timeoutMs,
    reserveMs: reserveMsOf(timeoutMs),
    maskField: plan.maskField?.name,
    metadata: plan.metadataKeys,
    completeness: completenessFields(root),
    deprecation: deprecationOf(composition.deprecation),
    invalidates: composition.invalidates.map(({ text }) => text),
    steps,
    stages: stagesOf(steps),
    requirements: requirementsOf(root),
    bound: boundOf(steps, maxCalls),
    chain: longestChain(root, schedule, timeoutMs, timeoutOf),
    fields: fieldOrigins(root),
    caches: cachesOf(plan, root),
    upstreams: upstreamsOf(root),
    outages: outagesOf(root),
    cut,
  };
}

function stagesOf(steps: readonly Step[]): readonly Stage[] {
  const stages = new Map<number, string[]>();
  for (const { stage, path } of steps) {
    if (stage === 0) continue;
    const paths = stages.get(stage);
    if (paths === undefined) stages.set(stage, [path]);
    else paths.push(path);
  }
  return [...stages].map(([number, paths]) => ({ number, steps: paths }));
}

function requirementsOf(root: MessageNode): readonly ExplainedRequirement[] {
  return messagesOf(root).flatMap(({ message, path }) =>
    message.requires.map(({ that, code, message: text }) => ({
      path,
      that: that.text,
      code: codeName(code),
      message: text?.text,
    })),
  );
}

function completenessFields(root: MessageNode): readonly string[] {
  return messagesOf(root).flatMap(({ plan, path }) =>
    plan.slots
      .filter((slot) => slot.kind === 'field' && slot.filling.kind === 'completeness')
      .map(({ name }) => joinPath(path, name)),
  );
}

function upstreamsOf(root: MessageNode): readonly ExplainedMethod[] {
  const methods = new Map<string, ExplainedMethod>();
  for (const node of messagesOf(root)) {
    for (const slot of node.reached) {
      const call = callOf(slot);
      if (call === undefined) continue;
      const { level, vouched } = call.safety;
      const declared: Declared =
        level === 'safe' ? 'NO_SIDE_EFFECTS' : level === 'idempotent' ? 'IDEMPOTENT' : 'SIDE_EFFECTS';
      methods.set(call.name, { method: call.name, level: declared, saidBy: vouched ? 'configuration' : 'contract' });
    }
  }
  return [...methods.values()].sort((a, b) => (a.method < b.method ? -1 : 1));
}

function deprecationOf(notice: MethodPlan['composition']['deprecation']): ExplainedDeprecation | undefined {
  if (notice === undefined) return undefined;
  const { sinceMs, sunsetMs, link } = notice;
  return { since: dateText(sinceMs), sunset: dateText(sunsetMs), link };
}

/** A moment, without its time of day where that is midnight. */
function dateText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().replace(/T00:00:00\.000Z$|\.000(?=Z$)/, '');
}

function declaredBy({ idempotency }: DescMethod): Declared {
  switch (idempotency) {
    case Idempotency.NO_SIDE_EFFECTS:
      return 'NO_SIDE_EFFECTS';
    case Idempotency.IDEMPOTENT:
      return 'IDEMPOTENT';
    case Idempotency.IDEMPOTENCY_UNKNOWN:
      return 'SIDE_EFFECTS';
  }
}
