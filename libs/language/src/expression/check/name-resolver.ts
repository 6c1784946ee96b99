import type { CelType } from '../cel-type.ts';
import type { ExpressionFinding } from '../finding.ts';
import type { Place } from '../places.ts';

/** One name of a chain `name.field.field`, and where it stands. */
export interface Segment {
  readonly name: string;
  readonly place: Place;
}

/** What the beginning of a chain means. */
export type Resolved =
  /** A value, held by a variable of the rewritten expression, as far as `consumed` segments reach. */
  | { readonly kind: 'value'; readonly consumed: number; readonly type: CelType; readonly variable: string }
  /** The caller's metadata, which is no value. */
  | { readonly kind: 'metadata'; readonly consumed: number }
  /** It is known what it should mean, and what is wrong with it. */
  | { readonly kind: 'finding'; readonly finding: ExpressionFinding };

/** How a chain is read. `ask`: the expression asks about the name, so it does not need it. */
export type Reading = 'need' | 'ask';

/** Tells the checker what names mean that are neither types nor variables of macros. */
export interface NameResolver {
  /** The value at the beginning of a chain; undefined where its first name is not in scope. */
  value(chain: readonly Segment[], reading: Reading): Resolved | undefined;
  /** Whether the value at the end of a chain is there: a bool. Of fields inside maps and lists nothing is known. */
  has(chain: readonly Segment[]): Resolved | undefined;
  /** Whether a chain is the caller's metadata, and nothing below it. Reads nothing. */
  isMetadata(chain: readonly Segment[]): boolean;
  /** A metadata value (a string), or whether it was sent (a bool). */
  metadata(key: string, what: 'value' | 'has'): string;
  /** All names in scope. */
  names(): readonly string[];
}
