import { isCelError, plan, type CelInput, type CelValue } from '@bufbuild/cel';
import type { DescField, Registry } from '@bufbuild/protobuf';
import { shapeOf, type RawValue } from '@tributary/wire';
import { environmentFor } from './environment.ts';
import type { Evaluation, EvaluationLimits, Read, ReadValue } from './expression.ts';
import { defaultLimits, LimitError, metered } from './meter.ts';
import { readVariable } from './name-reader.ts';
import { celReader } from './raw-to-cel.ts';
import type { Expr } from './syntax-tree.ts';

/** What evaluates a rewritten expression with values for its reads. */
export type Evaluator = (values: readonly ReadValue[], limits?: EvaluationLimits) => Evaluation;

/** Plans a rewritten expression. */
export function compileEvaluator<R>(root: Expr, reads: readonly Read<R>[], registry: Registry): Evaluator {
  const planned = planFor(root, registry);
  const Variables = variablesFor(reads, registry);
  return (values, limits = defaultLimits) => run(() => planned(new Variables(values)), limits);
}

/** Evaluates an expression that reads nothing. */
export function evaluateConstant(
  root: Expr,
  registry: Registry,
): { readonly value: CelValue } | { readonly failure: string } {
  const planned = planFor(root, registry);
  const outcome = run(() => planned(noVariables), defaultLimits);
  if (outcome.kind === 'failed') return { failure: outcome.message };
  return { value: outcome.kind === 'null' ? null : outcome.value };
}

type Variables = Record<string, CelInput>;

const noVariables = Object.create(null) as Variables;

function planFor(root: Expr, registry: Registry): (variables: Variables) => ReturnType<ReturnType<typeof plan>> {
  return plan(environmentFor(registry), root);
}

function run(evaluate: () => ReturnType<ReturnType<typeof plan>>, limits: EvaluationLimits): Evaluation {
  try {
    const result = metered(limits, evaluate);
    if (isCelError(result)) return { kind: 'failed', message: reworded(result.message) };
    return result === null ? { kind: 'null' } : { kind: 'value', value: result };
  } catch (error) {
    if (error instanceof LimitError) return { kind: 'failed', message: error.message };
    if (error instanceof RangeError) return { kind: 'failed', message: tooDeep };
    throw error;
  }
}

const tooDeep = 'the values are nested too deeply';

/** What a field reads as where it is unset, if that is not the default of its type: proto2 lets a field say so. */
function defaultOf(field: DescField | undefined): RawValue | undefined {
  return field === undefined ? undefined : shapeOf(field.parent).field(field.number)?.defaultValue;
}

const longestMessage = 300;

/** Texts of the library that say nothing to people who do not know it. */
function reworded(written: string): string {
  // Some quote the value, which may be long.
  const message = written.length > longestMessage ? `${written.slice(0, longestMessage)}...` : written;
  if (/call stack/.test(message)) return tooDeep;
  const missing = /^field not found: ([^]*)$/.exec(message)?.[1];
  if (missing !== undefined) return `there is no key or field ${JSON.stringify(missing)}`;
  const index = /^index (\S+) out of bounds/.exec(message)?.[1];
  if (index !== undefined) return `there is no element or key ${index}`;
  return message;
}

/**
 * A class whose properties are the variables of an expression. Values are decoded when they are first asked for: what
 * a condition passes over costs nothing.
 */
function variablesFor<R>(
  reads: readonly Read<R>[],
  registry: Registry,
): new (values: readonly ReadValue[]) => Variables {
  class LazyVariables {
    readonly [raw]: readonly ReadValue[];
    readonly [decoded]: CelInput[] = [];
    constructor(values: readonly ReadValue[]) {
      this[raw] = values;
    }
  }
  // The library looks up names in here that are none of ours, types among them: no other property may answer.
  Object.setPrototypeOf(LazyVariables.prototype, null);
  Reflect.deleteProperty(LazyVariables.prototype, 'constructor');
  reads.forEach((read, index) => {
    const decode = decoderOf(read, registry);
    Object.defineProperty(LazyVariables.prototype, readVariable(index), {
      get(this: LazyVariables) {
        return (this[decoded][index] ??= decode(this[raw][index]));
      },
    });
  });
  return LazyVariables as unknown as new (values: readonly ReadValue[]) => Variables;
}

const raw = Symbol('raw values');
const decoded = Symbol('decoded values');

function decoderOf<R>(read: Read<R>, registry: Registry): (value: ReadValue) => CelInput {
  switch (read.kind) {
    case 'value': {
      const decode = celReader(read.type, registry);
      const unset = defaultOf(read.field);
      return (value) => decode(typeof value === 'string' ? undefined : (value ?? unset));
    }
    case 'has':
    case 'has-metadata':
      return (value) => value === true;
    case 'metadata':
      return (value) => (typeof value === 'string' ? value : '');
  }
}
