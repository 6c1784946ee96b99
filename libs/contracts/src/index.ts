/**
 * Compares two contracts, and says what the difference does.
 *
 * Terms
 * - **base** and **head**: the contract that is deployed, and the one that is to be; each a set of descriptors.
 * - **change**: one difference between them, of a **kind** that the catalogue lists.
 * - **symbol**: the full name of what changed.
 * - **class**: in what way sides with different contracts may fail to understand each other: on the wire, in JSON, in
 *   generated code, in meaning, in paths of field masks; in each a change has a **level**.
 * - **use**: what a step of a composite method does with a symbol; **touch**: a value that is another where one changes.
 * - **verdict**: what a change does to a composite method.
 * - **skew**: the moments of a rolling deployment, in which old and new versions talk to each other.
 *
 * How it goes about it: everything is a function of descriptors: no files, no processes. `diff/` pairs what the two sides
 * have by name and number, recognises renames and moves, and compares each pair. Options are compared by what they mean.
 * `impact/` reads off the plans of both sides what each step uses (`provenance/`), judges each change by the uses that it
 * meets (`judging/`), compares the plans (`plans/`), looks at mixed versions (`skew/`), and sums up for people (`report/`).
 * `lint/` looks at one contract alone: whether it is one that composes well.
 */
export { isOwnFile, lintContracts } from './lint/lint-contracts.ts';
export { lintRules } from './lint/lint-rules.ts';
export type { LintRule, LintRuleId } from './lint/lint-rules.ts';
export type { Descriptors } from './diff/contract.ts';
export { diffContracts, isImportable } from './diff/diff-contracts.ts';
export type { DiffOptions } from './diff/diff-contracts.ts';
export { worstLevel } from './diff/change.ts';
export type { Change, ChangedElement, ChangePlace, ChangeSide } from './diff/change.ts';
export { changeClasses } from './diff/effects.ts';
export type { ChangeClass, ChangeEffects, ChangeLevel } from './diff/effects.ts';
export type { ChangeEntry } from './diff/kinds/change-entry.ts';
export { changeRule, changeRules } from './diff/kinds/change-kinds.ts';
export type { ChangeKind, ChangeRule } from './diff/kinds/change-kinds.ts';
export { impactOf } from './impact/impact-of.ts';
export type {
  ChangeImpact,
  ChangeInMethod,
  ContractSide,
  Impact,
  ImpactOptions,
  MethodImpact,
  MethodState,
} from './impact/impact.ts';
export type { Reason } from './impact/judging/judge-change.ts';
export { verdicts, worstVerdict } from './impact/judging/verdict.ts';
export type { Verdict } from './impact/judging/verdict.ts';
export { planDifferenceKinds } from './impact/plans/plan-difference.ts';
export type { PlanDifference, PlanDifferenceKind } from './impact/plans/plan-difference.ts';
export { reportImpact } from './impact/report/impact-report.ts';
export type { ImpactReport, ReportedMethod, ReportItem, ReportOptions } from './impact/report/impact-report.ts';
export type { CallerEvidence, TouchedCaller, Usage, UsageRecord } from './impact/report/usage.ts';
export type { Waiver } from './impact/report/waiver.ts';
export type { Deployed, DeployOrder, Safety, SharedCache, Skew, SkewState, Version } from './impact/skew/skew.ts';
