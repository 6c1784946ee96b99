/**
 * Reads compositions from descriptors: what each field of an answer is made from, in types, or what is wrong with it.
 *
 * Terms (the language's own are in the reference)
 * - **composition**: a composite method with everything that its answer is made from, checked.
 * - **use**: a composed message where it stands: names resolve, and expressions are checked, for each use.
 * - **slot**: a name of a use, a `let`, a field or `source`, and how it gets its value.
 * - **origin**: where a slot's value comes from, an expression or a call; **treatment**: what is the same for all origins.
 * - **assignment**: how a value becomes one of the slot's type.
 * - **finding**: a rule that is broken, and the place in the `.proto` that says so.
 *
 * How it goes about it: options are read into uses, starting at the response; types of lets are worked out on demand.
 * Expressions are compiled where they stand (`expression/`). Values that wait for each other, calls per element and
 * unused lets are looked for in the finished tree. Places come from the files' text (`places/`), else from source info.
 */
export type {
  Argument,
  Assignment,
  Batch,
  CacheRule,
  Call,
  ComposedMessage,
  Composition,
  DeprecationNotice,
  ErrorMapping,
  FieldSlot,
  Filling,
  Hedge,
  LetSlot,
  Origin,
  Reference,
  Requirement,
  Retry,
  Safety,
  Slot,
  SourceSlot,
  Treatment,
  TypedExpression,
} from './composition.ts';
export { celTypeName, nearestName, typeName, typeOfField } from './expression/index.ts';
export type { ValueType } from './expression/index.ts';
export { maxDurationMs, maxTimerMs, parseDuration } from './duration.ts';
export type { Finding, ShownFinding } from './finding.ts';
export { Code } from './generated/google/rpc/code_pb.ts';
export {
  CompletenessSchema,
  GapReason,
  GapReasonSchema,
  GapSchema,
  file_tributary_v1_compose,
} from './generated/tributary/v1/compose_pb.ts';
export type { Completeness, Gap } from './generated/tributary/v1/compose_pb.ts';
export { Places } from './places/places.ts';
export type { Element, Place } from './places/places.ts';
export { readCompositions } from './read-compositions.ts';
export type { CompositionSources, Reading, ReadingOptions } from './read-compositions.ts';
export type { Vouching } from './reading/reading-context.ts';
export { renderFindings } from './render-findings.ts';
export type { FindingFormat, RenderOptions } from './render-findings.ts';
export { rules } from './rules.ts';
export type { Level, Rule, RuleId } from './rules.ts';
