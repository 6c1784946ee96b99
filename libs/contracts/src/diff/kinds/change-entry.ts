import type { ChangeEffects } from '../effects.ts';

/** What is said of a kind of change, besides its name. */
export interface ChangeEntry {
  /** What changed. */
  readonly summary: string;
  /** What to do instead, or with it. */
  readonly advice: string;
  /** The worst that it can be; a single change may be milder, or of fewer classes. */
  readonly effects: ChangeEffects;
  /** The rules of `buf breaking`, of any category, that report changes of this kind. */
  readonly bufRules: readonly string[];
}
