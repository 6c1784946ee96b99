import type { CelValue } from '@bufbuild/cel';
import type { DescField } from '@bufbuild/protobuf';
import type { RawValue } from '@tributary/wire';
import type { CelType } from './cel-type.ts';
import type { ExpressionFinding } from './finding.ts';
import type { ValueType } from './value-type.ts';

/** What compiling a text gives: the expression, or all findings in it. */
export type Compiled<R> =
  | { readonly kind: 'expression'; readonly expression: Expression<R> }
  | { readonly kind: 'findings'; readonly findings: readonly ExpressionFinding[] };

/** A checked expression. `R` is the reference of {@link Scope}. */
export type Expression<R> = PathExpression<R> | MetadataExpression | ComputedExpression<R>;

/** A plain path, `name` or `name.field.field`: needs no decoding, and ends unset where a field on the way is. */
export interface PathExpression<R> {
  readonly kind: 'path';
  /** The expression as written. */
  readonly text: string;
  /** The name that it starts at. */
  readonly ref: R;
  /** The fields below the name: singular messages, then a field of any kind. */
  readonly path: readonly DescField[];
  /** The type of the last field, or of the name. */
  readonly type: ValueType;
}

/** A plain `metadata['key']`. */
export interface MetadataExpression {
  readonly kind: 'metadata';
  /** The expression as written. */
  readonly text: string;
  /** The key, in lower case. */
  readonly key: string;
  /** Always a string. */
  readonly type: ValueType;
}

/** An expression that is evaluated. */
export interface ComputedExpression<R> {
  readonly kind: 'computed';
  /** The expression as written. */
  readonly text: string;
  readonly type: CelType;
  /** Its value, where it reads nothing and can be evaluated: a literal, an enum's constant, `1 + 2`. */
  readonly constant?: CelValue;
  /** What {@link ComputedExpression.evaluate} takes, in this order. */
  readonly reads: readonly Read<R>[];
  /** The names that are read, each once. */
  readonly names: readonly NameUse<R>[];
  /** The metadata keys that are read or asked about, in lower case, each once. */
  readonly metadataKeys: readonly string[];
  /**
   * Evaluates it. Never throws: whatever goes wrong is a failure.
   *
   * @param values - one for each of {@link ComputedExpression.reads}
   * @param limits - default {@link defaultLimits}
   */
  evaluate(values: readonly ReadValue[], limits?: EvaluationLimits): Evaluation;
}

/** Something that an expression reads. */
export type Read<R> =
  /** The value at the path below a name. Only singular messages on the way. `field` is the one that it ends at, if any. */
  | {
      readonly kind: 'value';
      readonly ref: R;
      readonly path: readonly DescField[];
      readonly type: ValueType;
      readonly field: DescField | undefined;
    }
  /** Whether the name has a value and, where there is a path, the field at its end is set. */
  | { readonly kind: 'has'; readonly ref: R; readonly path: readonly DescField[] }
  /** A metadata value. */
  | { readonly kind: 'metadata'; readonly key: string }
  /** Whether the caller sent this metadata key. */
  | { readonly kind: 'has-metadata'; readonly key: string };

/**
 * The value for a {@link Read}: for `value` a raw value, undefined where it is unset or missing (it reads as the
 * default then); for `has` and `has-metadata` a boolean; for `metadata` a string, undefined where it was not sent.
 */
export type ReadValue = RawValue | string | undefined;

/** A name that an expression reads, and how. */
export interface NameUse<R> {
  readonly ref: R;
  /** It asks about the name (`has`, `orValue`), so it does not need it. */
  readonly asked: boolean;
}

/** The outcome of an evaluation. */
export type Evaluation =
  | { readonly kind: 'value'; readonly value: CelValue }
  | { readonly kind: 'null' }
  | { readonly kind: 'failed'; readonly message: string };

/** How much one evaluation may do. */
export interface EvaluationLimits {
  /** Turns of macros' loops, comparisons and the like, together. */
  readonly maxSteps: number;
  /** Characters, bytes and elements that it makes, together. */
  readonly maxSize: number;
}
