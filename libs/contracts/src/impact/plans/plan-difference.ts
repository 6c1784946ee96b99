import type { Verdict } from '../judging/verdict.ts';

/** What about a plan may not be as before. */
export const planDifferenceKinds = [
  'call-added',
  'call-removed',
  'call-replaced',
  'arguments',
  'batch',
  'value',
  'condition',
  'requirement',
  'treatment',
  'errors',
  'timeout',
  'budget',
  'retry',
  'hedge',
  'safety',
  'forwarding',
  'cache-times',
  'cache-key',
  'cache-tags',
  'invalidation',
  'mask',
  'depth',
  'calls-bound',
  'field-added',
  'field-removed',
] as const;

/** See {@link planDifferenceKinds}. */
export type PlanDifferenceKind = (typeof planDifferenceKinds)[number];

/** One thing about a plan that is not as before. */
export interface PlanDifference {
  readonly kind: PlanDifferenceKind;
  /** The path of the name that it is about; '' for the method. */
  readonly path: string;
  /** In words; undefined where there was nothing. */
  readonly before: string | undefined;
  /** In words; undefined where there is nothing any more. */
  readonly after: string | undefined;
  /** `additive`: nobody notices but who pays for it. */
  readonly verdict: Verdict;
}

/** Whether a path is of a field of the answer, and not of a `let`, a source or the method. */
export function isAnswerPath(path: string): boolean {
  return path !== '' && !/(^|\.)(\$\w+|source)$/.test(path);
}

/** A difference between plans: where it is, what was, and what is. */
export function differenceInWords({ path, before, after }: PlanDifference): string {
  const at = path === '' ? '' : ` of ${path}`;
  if (before === undefined) return `${at}: ${after ?? ''}`;
  return after === undefined ? `${at}: ${before}, gone` : `${at}: ${before}, then ${after}`;
}
