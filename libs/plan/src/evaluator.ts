import type { CelValue } from '@bufbuild/cel';
import type { DescField } from '@bufbuild/protobuf';
import type { Reference, TypedExpression } from '@tributary/language';
import { compileReader, decodeString, shapeOf, type FieldShape, type PathReader, type RawValue } from '@tributary/wire';

/** What an expression can ask of the place where it is evaluated. */
export interface Environment {
  /** The value of a name; undefined where it has none (and the expression only asks about it). */
  value(reference: Reference): RawValue | undefined;
  /** A metadata value of the caller, by its key in lower case. */
  metadata(key: string): string | undefined;
}

/** A name that must be known before an expression is evaluated. */
export interface Use {
  readonly reference: Reference;
  /** It is only asked about: that it is missing does not matter. */
  readonly asked: boolean;
}

/** The outcome of an expression: cut from bytes, or evaluated. */
export type Outcome =
  | { readonly kind: 'raw'; readonly value: RawValue }
  | { readonly kind: 'computed'; readonly value: CelValue }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string };

/** An expression made ready. */
export interface Evaluator {
  readonly uses: readonly Use[];
  evaluate(environment: Environment): Outcome;
}

/** There is no value. */
export const none: Outcome & { kind: 'none' } = { kind: 'none' };

/** Makes an expression ready: paths become readers of bytes. */
export function compileEvaluator(expression: TypedExpression): Evaluator {
  switch (expression.kind) {
    case 'path': {
      const { ref } = expression;
      const read = compilePath(expression.path);
      return {
        uses: usesOf(ref, false),
        evaluate(environment) {
          const value = read(environment.value(ref));
          return value === undefined ? none : { kind: 'raw', value };
        },
      };
    }
    case 'metadata': {
      const { key } = expression;
      return {
        uses: [],
        evaluate(environment) {
          const value = environment.metadata(key);
          return value === undefined ? none : { kind: 'raw', value: Buffer.from(value, 'utf8') };
        },
      };
    }
    case 'computed': {
      const reads = expression.reads.map(compileRead);
      return {
        uses: expression.names.flatMap(({ ref, asked }) => usesOf(ref, asked)),
        evaluate(environment) {
          const evaluation = expression.evaluate(reads.map((read) => read(environment)));
          switch (evaluation.kind) {
            case 'value':
              return { kind: 'computed', value: evaluation.value };
            case 'null':
              return none;
            case 'failed':
              return evaluation;
          }
        },
      };
    }
  }
}

type ComputedRead = Extract<TypedExpression, { kind: 'computed' }>['reads'][number];

function compileRead(read: ComputedRead): (environment: Environment) => RawValue | string | undefined {
  switch (read.kind) {
    case 'value': {
      const { ref } = read;
      const path = compilePath(read.path);
      return (environment) => path(environment.value(ref));
    }
    case 'has': {
      const { ref } = read;
      const path = compilePath(read.path);
      return (environment) => path(environment.value(ref)) !== undefined;
    }
    case 'metadata': {
      const { key } = read;
      return (environment) => environment.metadata(key);
    }
    case 'has-metadata': {
      const { key } = read;
      return (environment) => environment.metadata(key) !== undefined;
    }
  }
}

/** Names that are there from the start need no waiting. */
function usesOf(reference: Reference, asked: boolean): readonly Use[] {
  return reference.kind === 'slot' ? [{ reference, asked }] : [];
}

function compilePath(path: readonly DescField[]): (value: RawValue | undefined) => RawValue | undefined {
  if (path.length === 0) return (value) => value;
  const read: PathReader = pathReader(path);
  return (value) => (value instanceof Uint8Array ? read(value) : undefined);
}

/** The reader of a path of fields, from the message that the first one is in. */
export function pathReader(path: readonly DescField[]): PathReader {
  const [first] = path;
  if (first === undefined) throw new TypeError('a path has at least one field');
  return compileReader(shapeOf(first.parent), fieldShapes(path));
}

/** The shapes of a path's fields. */
export function fieldShapes(path: readonly DescField[]): readonly FieldShape[] {
  return path.map(fieldShape);
}

/** A field's shape. */
export function fieldShape(field: DescField): FieldShape {
  const shape = shapeOf(field.parent).field(field.number);
  if (shape === undefined) throw new TypeError(`${field.parent.typeName} has lost its field ${field.name}`);
  return shape;
}

/** A condition: whether it holds, with none counted as not. */
export type Condition =
  { readonly kind: 'holds'; readonly holds: boolean } | { readonly kind: 'failed'; readonly message: string };

/** Reads an outcome as a condition. */
export function conditionOf(outcome: Outcome): Condition {
  switch (outcome.kind) {
    case 'raw':
    case 'computed':
      return { kind: 'holds', holds: outcome.value === true };
    case 'none':
      return { kind: 'holds', holds: false };
    case 'failed':
      return outcome;
  }
}

/** Reads an outcome as a text; undefined where there is none, or it failed. */
export function textOf(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'raw':
      return outcome.value instanceof Uint8Array ? decodeString(outcome.value) : undefined;
    case 'computed':
      return typeof outcome.value === 'string' ? outcome.value : undefined;
    case 'none':
    case 'failed':
      return undefined;
  }
}
