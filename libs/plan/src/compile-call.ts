import type { Argument, Batch, CacheRule, Call } from '@tributary/language';
import { compileReader, shapeOf } from '@tributary/wire';
import { completenessFields } from './completeness-fields.ts';
import { compileEvaluator, fieldShape, fieldShapes } from './evaluator.ts';
import { contractFingerprint } from './fingerprint.ts';
import type { BatchPlan, CachePlan, CallPlan } from './message-plan.ts';
import { compileProducer, type PlanOf } from './production.ts';
import { compileRequest, distinct } from './request-plan.ts';

/** Makes a call ready. */
export function compileCall(call: Call, planOf: PlanOf): CallPlan {
  const { method, args, batch } = call;
  const keys = batch === undefined ? undefined : args[batch.keys];
  const request = compileRequest(
    args.filter((argument) => argument !== keys),
    planOf,
  );
  const batchPlan = batch === undefined || keys === undefined ? undefined : compileBatch(call, batch, keys, planOf);
  const cache = call.cache === undefined ? undefined : compileCache(call.cache);
  const settings = settingsOf(call);
  return {
    method,
    name: call.name,
    path: `/${call.name}`,
    reply: shapeOf(method.output),
    request,
    batch: batchPlan,
    timeoutMs: call.timeoutMs,
    retry: call.retry,
    hedge: call.hedge,
    cache,
    forward: call.forward,
    safety: call.safety,
    settings,
    identity: identityOf(call, settings),
    contract: contractFingerprint(method),
    completeness: completenessFields(method.output),
    uses: distinct([
      ...request.uses,
      ...(batchPlan?.key.uses ?? []),
      // Tags are part of the key, so they must be known; one that fails or is none takes nothing away from the call.
      ...(cache?.tags.flatMap(({ uses }) => uses.map(({ reference }) => ({ reference, asked: true }))) ?? []),
    ]),
  };
}

/** Makes a cache rule ready. */
export function compileCache({ tags, ...times }: CacheRule): CachePlan {
  return { ...times, tags: tags.map(compileEvaluator) };
}

function compileBatch(call: Call, batch: Batch, keys: Argument, planOf: PlanOf): BatchPlan {
  const { method } = call;
  const last = keys.path.at(-1);
  if (last === undefined) throw new TypeError('an argument has a path');
  const match = batch.match === undefined ? undefined : fieldShapes(batch.match);
  const matched = match?.at(-1);
  const matchedMessage = batch.match?.[0]?.parent;
  const itemsField = fieldShape(batch.items);
  const names = [keys.path, [batch.items], batch.match ?? []].map((path) => path.map(({ name }) => name).join('.'));
  const fields = names.join(' ');
  return {
    fields,
    identity: `${identityOf(call, settingsOf(call))}${fields} ${batch.maxKeys}\0`,
    key: compileProducer(keys.value, keys.assignment, planOf),
    keyField: fieldShape(last),
    path: fieldShapes(keys.path),
    many: batch.many,
    items: compileReader(shapeOf(method.output), [itemsField]),
    itemsField,
    match:
      match === undefined || matchedMessage === undefined ? undefined : compileReader(shapeOf(matchedMessage), match),
    unsetKey:
      matched === undefined || ['string', 'bytes'].includes(matched.kind)
        ? ''
        : matched.kind === 'bool'
          ? 'false'
          : '0',
    maxKeys: batch.maxKeys,
  };
}

function identityOf({ name }: Call, settings: string): string {
  return `/${name}\0${settings}\0`;
}

function settingsOf({ timeoutMs, retry, hedge, cache }: Call): string {
  const times =
    cache === undefined ? '' : [cache.ttlMs, cache.staleWhileRevalidateMs, cache.staleIfErrorMs, cache.negativeTtlMs];
  return JSON.stringify([timeoutMs ?? 0, retry ?? 0, hedge === undefined ? 0 : (hedge.afterMs ?? 'p95'), times]);
}
