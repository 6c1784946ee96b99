import { conditionOf, textOf, type ErrorPlan } from '@tributary/plan';
import type { Failure } from '../failure/failure.ts';
import type { Frame } from './frame.ts';
import { FrameEnvironment } from './frame-environment.ts';

/** Gives what a failure becomes by the first rule of `errors` that fits; the failure itself where none does. */
export function applyErrorRules(
  frame: Frame,
  failure: Failure,
  rules: readonly ErrorPlan[],
  then: (changed: Failure) => void,
): void {
  const [rule, ...rest] = rules;
  if (rule === undefined) {
    then(failure);
    return;
  }
  const skip = (): void => applyErrorRules(frame, failure, rest, then);
  if (rule.codes.size > 0 && !rule.codes.has(failure.code)) {
    skip();
    return;
  }
  const { when } = rule;
  if (when === undefined) {
    apply(frame, failure, rule, then);
    return;
  }
  const environment = new FrameEnvironment(frame, undefined, failure);
  frame.whenKnown(when.uses, (failed, isNone) => {
    const condition = failed !== undefined || isNone ? undefined : conditionOf(when.evaluate(environment));
    if (condition?.kind === 'holds' && condition.holds) apply(frame, failure, rule, then);
    else skip();
  });
}

function apply(frame: Frame, failure: Failure, rule: ErrorPlan, then: (changed: Failure) => void): void {
  const { message } = rule;
  const code = rule.code ?? failure.code;
  if (message === undefined) {
    then({ ...failure, code });
    return;
  }
  const environment = new FrameEnvironment(frame, undefined, failure);
  frame.whenKnown(message.uses, (failed, isNone) => {
    const text = failed !== undefined || isNone ? undefined : textOf(message.evaluate(environment));
    then(text === undefined ? { ...failure, code } : { ...failure, code, text, verbatim: true });
  });
}
