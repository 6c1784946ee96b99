/**
 * CEL expressions over the names of a composition.
 *
 * Terms
 * - **scope**: what names mean where an expression stands; the composition reader makes it.
 * - **plain path**: `name`, `name.field.field` or `metadata['key']`: carries presence, and needs no decoding.
 * - **computed**: every other expression.
 * - **read**: what a computed expression takes in: the value at a path below a name, whether there is one, metadata.
 * - **raw value**: a value as it travels in bytes (see `@tributary/wire`).
 *
 * How it goes about it: plain paths are told by their form, before CEL sees them. Other texts are parsed by
 * `@bufbuild/cel`, checked by a checker of ours against the catalogue of functions and the descriptors, and rewritten
 * on the way: each longest chain `name.field.field` becomes one variable, so that of a name only that is decoded; each
 * turn of a loop counts. What is rewritten is planned by `@bufbuild/cel`.
 */
export { celTypeName, celTypeOf, celTypeOfScalar } from './cel-type.ts';
export type { CelType, Wrapped } from './cel-type.ts';
export { celWriter } from './cel-to-raw.ts';
export { compileExpression } from './compile-expression.ts';
export type { CompileOptions } from './compile-expression.ts';
export type {
  Compiled,
  ComputedExpression,
  Evaluation,
  EvaluationLimits,
  Expression,
  MetadataExpression,
  NameUse,
  PathExpression,
  Read,
  ReadValue,
} from './expression.ts';
export type { ExpressionFinding } from './finding.ts';
export { catalogue, macros } from './catalogue/catalogue.ts';
export type { CatalogueMacro, CatalogueSection } from './catalogue/catalogue.ts';
export type { CatalogueFunction, Overload } from './catalogue/catalogue-function.ts';
export { conformanceExclusions } from './conformance.ts';
export type { ConformanceExclusion } from './conformance.ts';
export { literalOutOfRange } from './literal-range.ts';
export { defaultLimits } from './meter.ts';
export { nearestName, noteForName } from './nearest-name.ts';
export { celReader } from './raw-to-cel.ts';
export type { CelReader } from './raw-to-cel.ts';
export type { Binding, Scope } from './scope.ts';
export { sameType, typeName, typeOfField } from './value-type.ts';
export type { ValueType } from './value-type.ts';
export type { CelWriter, Written } from './written.ts';
