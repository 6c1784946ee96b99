import type { Explanation, FieldOrigin, MethodPlan, Step } from '@tributary/plan';
import type { Verdict } from '../judging/verdict.ts';
import { meaningOf, sayTheSame } from './meaning.ts';
import { isAnswerPath, type PlanDifference, type PlanDifferenceKind } from './plan-difference.ts';
import {
  cacheInWords,
  countInWords,
  durationText,
  hedgeInWords,
  requirementInWords,
  retryInWords,
  timeoutInWords,
  treatmentInWords,
} from './plan-words.ts';

/** A plan with what is told of it. */
export interface ToldPlan {
  readonly plan: MethodPlan;
  readonly explanation: Explanation;
}

type Tell = (
  kind: PlanDifferenceKind,
  path: string,
  before: string | undefined,
  after: string | undefined,
  verdict: Verdict,
) => void;

/** Everything that two plans of a method do not do alike. */
export function diffPlans(base: ToldPlan, head: ToldPlan): readonly PlanDifference[] {
  const found: PlanDifference[] = [];
  const tell: Tell = (kind, path, before, after, verdict) => {
    if (before !== after) found.push({ kind, path, before, after, verdict });
  };
  const [before, after] = [base.explanation, head.explanation];
  diffMethod(base, head, tell);
  diffRequirements(before, after, tell);
  diffFields(before, after, tell);
  diffSteps(before, after, tell);
  diffCaches(base, head, tell);
  return found;
}

function diffMethod(
  { explanation: before, plan: old }: ToldPlan,
  { explanation: after, plan }: ToldPlan,
  tell: Tell,
): void {
  tell('budget', '', durationText(before.timeoutMs), durationText(after.timeoutMs), 'behaves-differently');
  tell('safety', '', before.safety, after.safety, 'behaves-differently');
  tell('mask', '', before.maskField ?? 'metadata only', after.maskField ?? 'metadata only', 'breaks');
  if (!meanTheSame(before.invalidates, after.invalidates)) {
    tell('invalidation', '', textsOf(before.invalidates), textsOf(after.invalidates), 'behaves-differently');
  }
  tell('forwarding', '', old.metadataKeys.join(', '), plan.metadataKeys.join(', '), 'behaves-differently');
  tell('depth', '', depthOf(before), depthOf(after), 'behaves-differently');
  tell('calls-bound', '', boundOf(before), boundOf(after), 'behaves-differently');
  const levels = new Map(before.upstreams.map((upstream) => [upstream.method, upstream.level]));
  for (const { method, level } of after.upstreams) {
    const was = levels.get(method);
    if (was !== undefined) tell('safety', '', `${method}: ${was}`, `${method}: ${level}`, 'behaves-differently');
  }
}

function depthOf({ chain }: Explanation): string {
  return `${chain.links.length} calls wait for each other`;
}

function boundOf({ bound }: Explanation): string {
  const lists = bound.perList.map(({ count }) => countInWords(count));
  return `${[`${bound.fixed}`, ...lists].join(' + ')}; at most ${bound.maxCalls}`;
}

function diffRequirements(before: Explanation, after: Explanation, tell: Tell): void {
  const words = ({ requirements }: Explanation): Map<string, string> =>
    new Map(
      requirements.map((one) => [
        `${one.path} ${meaningOf(one.that)} ${one.code} ${meaningOf(one.message ?? '')}`,
        requirementInWords(one),
      ]),
    );
  const [old, now] = [words(before), words(after)];
  for (const [key, text] of old)
    if (!now.has(key)) tell('requirement', pathOfKey(key), text, undefined, 'behaves-differently');
  for (const [key, text] of now) if (!old.has(key)) tell('requirement', pathOfKey(key), undefined, text, 'breaks');
}

function pathOfKey(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

function diffFields(before: Explanation, after: Explanation, tell: Tell): void {
  const now = byPath(after.fields);
  const old = byPath(before.fields);
  for (const [path, field] of old) {
    const other = now.get(path);
    if (other === undefined) {
      if (isAnswerPath(path)) tell('field-removed', path, field.type, undefined, 'breaks');
    } else diffField(path, field, other, tell);
  }
  for (const [path, field] of now) {
    if (old.has(path) || !isAnswerPath(path)) continue;
    // What is new and required can take the answer with it.
    const isRisk = field.treatment.kind === 'required' && field.kind === 'call';
    tell('field-added', path, undefined, field.type, isRisk ? 'behaves-differently' : 'additive');
  }
}

function diffField(path: string, before: FieldOrigin, after: FieldOrigin, tell: Tell): void {
  // Which method is called, and with what, is told of the call.
  const origin = ({ kind, origin: text }: FieldOrigin): string =>
    kind === 'call' ? text.slice(text.indexOf(',') + 2) : text;
  if (!sayTheSame(origin(before), origin(after))) {
    tell('value', path, origin(before), origin(after), 'breaks');
  }
  if (!sayTheSame(before.when ?? '', after.when ?? '')) {
    tell('condition', path, before.when, after.when, 'breaks');
  }
  const [treated, treats] = [treatmentInWords(before.treatment), treatmentInWords(after.treatment)];
  if (!sayTheSame(treated, treats)) tell('treatment', path, treated, treats, 'behaves-differently');
  if (before.errors.join('; ') !== after.errors.join('; ')) {
    tell(
      'errors',
      path,
      before.errors.join('; ') || undefined,
      after.errors.join('; ') || undefined,
      'behaves-differently',
    );
  }
}

function diffSteps(before: Explanation, after: Explanation, tell: Tell): void {
  const [old, now] = [byPath(before.steps), byPath(after.steps)];
  const oldFields = byPath(before.fields);
  for (const [path, step] of old) {
    const other = now.get(path);
    if (other === undefined) tell('call-removed', path, step.call, undefined, 'behaves-differently');
    else diffStep(path, step, other, tell);
  }
  for (const [path, step] of now) {
    if (old.has(path)) continue;
    // For a field that is new, too, it is the price of the field.
    const isNew = !oldFields.has(path) && step.treatment.kind !== 'required' && step.treatment.kind !== 'let';
    tell('call-added', path, undefined, step.call, isNew ? 'additive' : 'behaves-differently');
  }
}

function diffStep(path: string, before: Step, after: Step, tell: Tell): void {
  tell('call-replaced', path, before.call, after.call, 'breaks');
  const args = ({ args: given }: Step): string[] => given.map(({ field, value }) => `${field} = ${value}`);
  if (before.call === after.call && !meanTheSame(args(before), args(after))) {
    tell('arguments', path, args(before).join(', '), args(after).join(', '), 'breaks');
  }
  const batch = ({ batch: keys }: Step): string | undefined =>
    keys === undefined ? undefined : `${keys.maxKeys} keys a call`;
  tell('batch', path, batch(before), batch(after), 'behaves-differently');
  tell('timeout', path, timeoutInWords(before.timeout), timeoutInWords(after.timeout), 'behaves-differently');
  tell('retry', path, retryInWords(before.retry), retryInWords(after.retry), 'behaves-differently');
  tell('hedge', path, hedgeInWords(before.hedge), hedgeInWords(after.hedge), 'behaves-differently');
  const essential = (step: Step): string => (step.essential ? 'needed for any answer' : 'the answer can do without it');
  tell('treatment', path, essential(before), essential(after), 'behaves-differently');
}

function diffCaches(base: ToldPlan, head: ToldPlan, tell: Tell): void {
  const [old, now] = [byPath(base.explanation.caches), byPath(head.explanation.caches)];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const [before, after] = [old.get(path), now.get(path)];
    tell(
      'cache-times',
      path,
      cacheInWords(before?.times, path),
      cacheInWords(after?.times, path),
      'behaves-differently',
    );
    if (before === undefined || after === undefined) continue;
    if (!meanTheSame(before.tags, after.tags)) {
      tell('cache-tags', path, textsOf(before.tags), textsOf(after.tags), 'behaves-differently');
    }
    if (!meanTheSame(before.key, after.key)) {
      tell('cache-key', path, before.key.join('; '), after.key.join('; '), 'behaves-differently');
    }
  }
}

function meanTheSame(some: readonly string[], others: readonly string[]): boolean {
  const inOrder = some.length === others.length && some.every((text, i) => text === others[i]);
  const set = (texts: readonly string[]): string => texts.map(meaningOf).sort().join('; ');
  return inOrder || set(some) === set(others);
}

function textsOf(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join('; ');
}

function byPath<T extends { readonly path: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((one) => [one.path, one]));
}
