import type { ChangeEntry } from './change-entry.ts';
import { enumKinds } from './enum-kinds.ts';
import { fieldKinds } from './field-kinds.ts';
import { fileKinds } from './file-kinds.ts';
import { messageKinds } from './message-kinds.ts';
import { optionKinds } from './option-kinds.ts';
import { serviceKinds } from './service-kinds.ts';

/** A kind of change, as the reference lists it. */
export interface ChangeRule extends ChangeEntry {
  readonly kind: ChangeKind;
}

const table = { ...fileKinds, ...messageKinds, ...fieldKinds, ...enumKinds, ...serviceKinds, ...optionKinds };

/** The name of a kind of change. */
export type ChangeKind = keyof typeof table;

/** All kinds, in the order of the reference. */
export const changeRules: readonly ChangeRule[] = (Object.keys(table) as ChangeKind[]).map((kind) => ({
  kind,
  ...table[kind],
}));

/** What is said of a kind. */
export function changeRule(kind: ChangeKind): ChangeRule {
  return { kind, ...table[kind] };
}
