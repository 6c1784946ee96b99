import type { EvaluationLimits } from './expression.ts';

/** What an evaluation may do where its caller says nothing else: some 100 ms at worst, some megabytes. */
export const defaultLimits: EvaluationLimits = { maxSteps: 100_000, maxSize: 16 * 1024 * 1024 };

/** Ends an evaluation that does too much. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

interface Meter {
  stepsLeft: number;
  sizeLeft: number;
  readonly limits: EvaluationLimits;
  /** Set when a limit was passed: operators that absorb errors (`||`, `&&`) cannot absorb this one. */
  spent: LimitError | undefined;
}

// Evaluations are synchronous and functions of CEL take nothing but their values: the meter of the evaluation that
// runs is here for them to find.
let current: Meter | undefined;

/**
 * Runs an evaluation under limits.
 *
 * @throws {@link LimitError} where it passed one, whatever became of the error inside
 */
export function metered<T>(limits: EvaluationLimits, run: () => T): T {
  const outer = current;
  const meter: Meter = { stepsLeft: limits.maxSteps, sizeLeft: limits.maxSize, limits, spent: undefined };
  current = meter;
  try {
    const result = run();
    if (meter.spent !== undefined) throw meter.spent;
    return result;
  } finally {
    current = outer;
  }
}

/** Takes steps off the evaluation that runs. */
export function spendSteps(steps: number): void {
  if (current === undefined) return;
  if (current.spent !== undefined) throw current.spent;
  current.stepsLeft -= steps;
  if (current.stepsLeft < 0) {
    current.spent ??= new LimitError(`the expression takes more than ${current.limits.maxSteps} steps`);
    throw current.spent;
  }
}

/** Takes going through so many elements of a list off the evaluation that runs. */
export function spendElements(elements: number): void {
  spendSteps(Math.ceil(elements / 4));
}

/** Takes characters, bytes or elements that are about to be made off the evaluation that runs. */
export function spendSize(size: number): void {
  if (current === undefined) return;
  if (current.spent !== undefined) throw current.spent;
  current.sizeLeft -= size;
  if (current.sizeLeft < 0) {
    current.spent ??= new LimitError(`the expression makes values larger than ${current.limits.maxSize} together`);
    throw current.spent;
  }
}
