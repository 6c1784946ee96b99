/**
 * Turns a checked composition into an executable plan.
 *
 * Terms
 * - **message plan**: a composed message made ready: its slots, and the order in which its fields are written.
 * - **evaluator**: an expression made ready; **producer**: an expression with the assignment of its value.
 * - **production**: what a producer gives: a value of the slot's type, a message still to be made, or none.
 * - **use**: a name that must be known before an expression is evaluated.
 * - **essential**: in a message that must be there, a slot whose failure fails the message.
 * - **explanation**: a plan in words and numbers; **stage**: calls that can start at the same moment; **outage**: an upstream
 *   whose calls all fail, and what is left of an answer then.
 *
 * How it goes about it: everything that does not depend on the request is done here, once: paths become readers of
 * bytes, assignments converters, arguments a tree that is written in ascending order of fields, so that equal requests
 * are equal bytes. Running a plan is the engine's; a plan has no state. What a plan does is told from the plan itself
 * (`explain/`): its messages are laid out where they stand, and walked as the engine walks them.
 */
export { conditionOf, textOf } from './evaluator.ts';
export type { Condition, Environment, Evaluator, Outcome, Use } from './evaluator.ts';
export { explainMethod } from './explain/explain-method.ts';
export type { ExplainOptions } from './explain/explain-method.ts';
export type {
  CacheTimes,
  CallCount,
  CallsBound,
  Declared,
  ExplainedCache,
  ExplainedMethod,
  ExplainedRequirement,
  ExplainedTreatment,
  Explanation,
  FieldOrigin,
  LongestChain,
  Outage,
  OutageAnswer,
  OutageEffect,
  OwnTimeout,
  Stage,
  Step,
} from './explain/explanation.ts';
export { markReached } from './explain/mark-reached.ts';
export { growMessages, joinPath, messagesOf, nameOf, pathOfName } from './explain/message-node.ts';
export type { Making, MessageNode, MessageTree, Name } from './explain/message-node.ts';
export { renderExplanationAsDot } from './explain/render-dot.ts';
export { renderExplanationAsJson } from './explain/render-json.ts';
export { renderExplanationAsText } from './explain/render-text.ts';
export type {
  BatchPlan,
  CachePlan,
  CallPlan,
  CompletenessField,
  ErrorPlan,
  FieldPlan,
  FillingPlan,
  LetPlan,
  MessagePlan,
  OriginPlan,
  RequirementPlan,
  SlotPlan,
  SourcePlan,
  TreatmentPlan,
  WriteStep,
} from './message-plan.ts';
export type { MethodPlan } from './method-plan.ts';
export { planCompositions } from './plan-compositions.ts';
export { listOf } from './production.ts';
export type { Producer, Production } from './production.ts';
export { readByName, type ReadSlots } from './read-by-name.ts';
export { keyIdentity } from './request-plan.ts';
export type { BuiltRequest, RequestPlan } from './request-plan.ts';
export { CompletenessSchema, GapReason } from '@tributary/language';
export { reserveMsOf } from './reserve.ts';
