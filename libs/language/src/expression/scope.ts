import type { DescField } from '@bufbuild/protobuf';
import type { ValueType } from './value-type.ts';

/**
 * What names mean where an expression stands. `R` is the owner's reference to a name: opaque here, and handed back with
 * each read. References to the same value must be the same reference (`===`).
 */
export interface Scope<R> {
  /** What the name means; undefined where it is not in scope. */
  lookup(name: string): Binding<R> | undefined;
  /** All names in scope, for lists and near misses in findings. */
  names(): readonly string[];
}

/** What one name means. */
export type Binding<R> =
  /**
   * A value: `request`, `source`, `response`, a field, a `let`, or a name of a scope. `field`: the field that it is the
   * value of, which may say itself what it reads as where it is missing.
   */
  | { readonly kind: 'value'; readonly type: ValueType; readonly ref: R; readonly field?: DescField }
  /** No value of its own: its scope's names follow, as in `parent.movie.id` or `error.code`. */
  | { readonly kind: 'scope'; readonly scope: Scope<R> }
  /** The caller's metadata: `metadata['key']`, the key a literal. */
  | { readonly kind: 'metadata' }
  /** A name that is known, but may not be used here, with the text to say. */
  | { readonly kind: 'unavailable'; readonly reason: string };
