import { messagesOf, pathOfName, type CallPlan, type SlotPlan } from '@tributary/plan';
import type { Provenance } from '../provenance/provenance.ts';
import { callOf } from '../provenance/slot-expressions.ts';
import type { SharedCache } from './skew.ts';

/** The caches of a method that replicas of both versions use, and whether they may take each other's entries. */
export function sharedCaches(base: Provenance, head: Provenance): readonly SharedCache[] {
  const found: SharedCache[] = [];
  if (base.plan.cache !== undefined && head.plan.cache !== undefined) {
    const shared = base.plan.fingerprint === head.plan.fingerprint;
    const why = shared
      ? 'the composition and all contracts it rests on read alike: both versions use the same answers'
      : 'the composition or a contract is another one, so each version keeps answers of its own; the new one starts with none';
    found.push({ path: '', shared, safety: 'safe', why });
  }
  const [old, now] = [cachedCalls(base), cachedCalls(head)];
  for (const [path, before] of old) {
    const after = now.get(path);
    if (after?.plan.name !== before.plan.name) continue;
    found.push(callCache(path, before, after));
  }
  return found;
}

interface CachedCall {
  readonly plan: CallPlan;
  readonly tags: string;
}

function callCache(path: string, before: CachedCall, after: CachedCall): SharedCache {
  const { name } = before.plan;
  if (before.plan.contract !== after.plan.contract) {
    return {
      path,
      shared: false,
      safety: 'safe',
      why: `the contract of ${name} is another one, so each version keeps replies of its own; the new one starts with none`,
    };
  }
  if (before.tags !== after.tags) {
    return {
      path,
      shared: false,
      safety: 'depends',
      why: `the tags of ${name} are others, so an invalidation by the one version does not reach the replies of the other`,
    };
  }
  return {
    path,
    shared: true,
    safety: 'safe',
    why: `the contract of ${name} is read alike: both versions use the same replies`,
  };
}

function cachedCalls({ root }: Provenance): ReadonlyMap<string, CachedCall> {
  const found = new Map<string, CachedCall>();
  for (const node of messagesOf(root)) {
    node.message.slots.forEach((declared, index) => {
      const slot = node.plan.slots[index];
      const plan = slot === undefined ? undefined : callPlanOf(slot);
      const call = callOf(declared);
      if (slot === undefined || plan?.cache === undefined || !node.reached.has(slot)) return;
      const tags = (call?.cache?.tags ?? []).map(({ text }) => text).sort();
      found.set(pathOfName({ node, slot }), { plan, tags: tags.join('; ') });
    });
  }
  return found;
}

function callPlanOf(slot: SlotPlan): CallPlan | undefined {
  const origin = slot.kind !== 'field' ? slot.origin : slot.filling.kind === 'origin' ? slot.filling.origin : undefined;
  return origin?.kind === 'call' ? origin.call : undefined;
}
