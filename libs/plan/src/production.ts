import type { Assignment, TypedExpression, ValueType } from '@tributary/language';
import { compileConverter, Writer, type ElementRule, type RawValue } from '@tributary/wire';
import { compileEvaluator, type Environment, type Outcome, type Use } from './evaluator.ts';
import type { MessagePlan } from './message-plan.ts';

/** A value made for a slot. */
export type Production =
  /** Of the slot's type, ready to be written. */
  | { readonly kind: 'raw'; readonly value: RawValue }
  /** A composed message, to be made from `source`. */
  | { readonly kind: 'compose'; readonly message: MessagePlan; readonly source: RawValue }
  | { readonly kind: 'list'; readonly elements: readonly Production[] }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Of a list: what its elements are, one by one. */
      readonly elements?: readonly Production[];
    };

/** An expression with the assignment of its value. */
export interface Producer {
  readonly uses: readonly Use[];
  /** The messages that it may make. */
  readonly composes: readonly MessagePlan[];
  produce(environment: Environment): Production;
}

/** Gives the plan of a composed message; plans of messages inside themselves are made once. */
export type PlanOf = (message: Extract<Assignment, { kind: 'compose' }>['message']) => MessagePlan;

type Assign = (outcome: Outcome) => Production;

/** Makes an expression and its assignment ready. */
export function compileProducer(expression: TypedExpression, assignment: Assignment, planOf: PlanOf): Producer {
  const evaluator = compileEvaluator(expression);
  const assign = compileAssignment(assignment, planOf);
  return {
    uses: evaluator.uses,
    composes: plansOf(assignment, planOf),
    produce: (environment) => assign(evaluator.evaluate(environment)),
  };
}

const none: Production = { kind: 'none' };

function compileAssignment(assignment: Assignment, planOf: PlanOf): Assign {
  if (assignment.kind === 'write') {
    const { write, writeElements } = assignment;
    const next = compileRaw(assignment.next, planOf);
    return (outcome) => {
      if (outcome.kind !== 'computed') return outcome.kind === 'raw' ? next(outcome.value) : outcome;
      const written = write(outcome.value);
      if (written.kind === 'value') return next(written.value);
      if (written.kind === 'none' || writeElements === undefined) return written;
      const elements = writeElements(outcome.value).map((element): Production => {
        return element.kind === 'value' ? { kind: 'raw', value: element.value } : element;
      });
      return { ...written, elements };
    };
  }
  const assign = compileRaw(assignment, planOf);
  return (outcome) => {
    switch (outcome.kind) {
      case 'raw':
        return assign(outcome.value);
      case 'computed':
        throw new TypeError('an evaluated value is assigned without being written');
      case 'none':
      case 'failed':
        return outcome;
    }
  };
}

function compileRaw(assignment: Assignment, planOf: PlanOf): (value: RawValue) => Production {
  switch (assignment.kind) {
    case 'same':
      return (value) => ({ kind: 'raw', value });
    case 'convert': {
      const convert = compileElement(assignment.rule, assignment.to);
      return (value) => ({ kind: 'raw', value: convert(value) });
    }
    case 'evaluate': {
      const { convert } = assignment;
      return (value) => {
        const written = convert(value);
        return written.kind === 'value' ? { kind: 'raw', value: written.value } : written;
      };
    }
    case 'compose': {
      const message = planOf(assignment.message);
      return (source) => ({ kind: 'compose', message, source });
    }
    case 'list': {
      const assign = compileRaw(assignment.element, planOf);
      return (value) => (Array.isArray(value) ? listOf((value as readonly RawValue[]).map(assign)) : none);
    }
    case 'write':
      throw new TypeError('a value cut from bytes is not written');
  }
}

function plansOf(assignment: Assignment, planOf: PlanOf): readonly MessagePlan[] {
  switch (assignment.kind) {
    case 'compose':
      return [planOf(assignment.message)];
    case 'list':
      return plansOf(assignment.element, planOf);
    case 'write':
      return plansOf(assignment.next, planOf);
    case 'same':
    case 'convert':
    case 'evaluate':
      return [];
  }
}

/** A list of values that are all ready is one value. */
export function listOf(elements: readonly Production[]): Production {
  const failed = elements.find((element) => element.kind === 'failed');
  if (failed !== undefined) return failed;
  const kept = elements.filter((element) => element.kind !== 'none');
  if (kept.every((element) => element.kind === 'raw')) return { kind: 'raw', value: kept.map(({ value }) => value) };
  return { kind: 'list', elements: kept };
}

const wide = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

function compileElement(rule: ElementRule, to: ValueType): (value: RawValue) => RawValue {
  switch (rule.kind) {
    case 'same':
      return (value) => value;
    case 'number':
      return to.kind === 'scalar' && wide.has(to.scalar)
        ? (value) => (typeof value === 'number' ? BigInt(value) : value)
        : (value) => value;
    case 'enum': {
      const numbers = rule.to;
      return (value) => (typeof value === 'number' ? (numbers.get(value) ?? 0) : value);
    }
    case 'wrapper':
      throw new TypeError('a value that is wrapped is evaluated');
    case 'message': {
      const convert = compileConverter(rule.rule);
      return (value) => {
        const writer = new Writer();
        if (value instanceof Uint8Array) convert(value, writer);
        return writer.finish();
      };
    }
  }
}
