import type { Level, RuleId } from './rules.ts';

/** Something that is wrong with a composition, and where. */
export interface Finding extends ShownFinding {
  readonly rule: RuleId;
}

/** Something that is wrong with a contract, by whatever rule, as it is shown. */
export interface ShownFinding {
  readonly rule: string;
  readonly level: Level;
  /** The file as the descriptors name it: relative to the root of the protos. */
  readonly file: string;
  /** From 1; 0 where the descriptors say nothing of places. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 where it is not known. */
  readonly column: number;
  /** In UTF-16 units, at least 1 where the column is known. */
  readonly length: number;
  readonly message: string;
  /** The next step. */
  readonly note: string | undefined;
  /** The line as it stands in the file, where its text is known. */
  readonly snippet: string | undefined;
}
