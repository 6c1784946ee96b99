import { changeClasses, type ChangeClass, type ChangeEffects, type ChangeLevel } from './effects.ts';
import type { ChangeKind } from './kinds/change-kinds.ts';

/** What sort of thing changed. */
export type ChangedElement =
  'file' | 'package' | 'message' | 'field' | 'oneof' | 'extension' | 'enum' | 'enum-value' | 'service' | 'method';

/** Where something is declared. */
export interface ChangePlace {
  /** The file as the descriptors name it: relative to the root of the protos. */
  readonly file: string;
  /** From 1; 0 where the descriptors say nothing of places. */
  readonly line: number;
  /** From 1; 0 where the descriptors say nothing of places. */
  readonly column: number;
}

/** What changed, as one side has it. */
export interface ChangeSide {
  /**
   * Its full name: `package.Message.field`, `package.Message.oneof`, `package.Enum.VALUE`, `package.Service.Method`, an
   * extension's full name, a package, a file's path.
   */
  readonly symbol: string;
  readonly place: ChangePlace;
}

/** One difference between two contracts. */
export interface Change {
  readonly kind: ChangeKind;
  readonly element: ChangedElement;
  /** Its full name, as the base has it, else as the head does; see {@link ChangeSide.symbol}. */
  readonly symbol: string;
  /** Number of the field, extension or enum value; of reserved numbers and extension ranges the first. */
  readonly number: number | undefined;
  /**
   * Which part of the thing changed, where it is one of many: the full name of an option and the path in it
   * (`buf.validate.field.string.min_len`, `tributary.v1.from.cache.ttl`, `java_package`).
   */
  readonly detail: string | undefined;
  /** As text for people; undefined where there was nothing. */
  readonly before: string | undefined;
  /** As text for people; undefined where there is nothing any more. */
  readonly after: string | undefined;
  /** Undefined where it was added. */
  readonly base: ChangeSide | undefined;
  /** Undefined where it was removed. */
  readonly head: ChangeSide | undefined;
  readonly effects: ChangeEffects;
  /** The rules of `buf breaking`, of any category, that report this change; sorted. */
  readonly bufRules: readonly string[];
}

/** The worst level of a change, over all classes or over some. */
export function worstLevel(change: Change, classes: readonly ChangeClass[] = changeClasses): ChangeLevel {
  const levels = classes.map((name) => change.effects[name]);
  if (levels.includes('breaking')) return 'breaking';
  return levels.includes('risky') ? 'risky' : 'harmless';
}
