/**
 * Compares two contracts, and says what the difference does.
 *
 * Terms
 * - **base** and **head**: the contract that is deployed, and the one that is to be; each a set of descriptors.
 * - **change**: one difference between them, of a **kind** that the catalogue lists.
 * - **symbol**: the full name of what changed.
 * - **class**: in what way sides with different contracts may fail to understand each other: on the wire, in JSON, in
 *   generated code, in meaning, in paths of field masks; in each a change has a **level**.
 *
 * How it goes about it: everything is a function of descriptors: no files, no processes. `diff/` pairs what the two sides
 * have by name and number, recognises renames and moves, and compares each pair. Options are compared by what they mean.
 */
export { diffContracts } from './diff/diff-contracts.ts';
export { worstLevel } from './diff/change.ts';
export type { Change, ChangedElement, ChangePlace, ChangeSide } from './diff/change.ts';
export { changeClasses } from './diff/effects.ts';
export type { ChangeClass, ChangeEffects, ChangeLevel } from './diff/effects.ts';
export type { ChangeEntry } from './diff/kinds/change-entry.ts';
export { changeRule, changeRules } from './diff/kinds/change-kinds.ts';
export type { ChangeKind, ChangeRule } from './diff/kinds/change-kinds.ts';
