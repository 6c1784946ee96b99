/** What may become of a name while an upstream is down. At least one of them is possible; several where it depends. */
export interface Outcome {
  readonly value: boolean;
  /** None, for reasons of its own: its `when` does not hold, a member of its oneof before it has a value. */
  readonly none: boolean;
  /** None because of the outage: the failure's code is one that means that there is none. */
  readonly absent: boolean;
  /** The status codes that it may fail with; empty: it does not fail. */
  readonly faults: ReadonlySet<number>;
  /** It, or a part of it, may be another than if nothing were down. */
  readonly changed: boolean;
}

const noFaults: ReadonlySet<number> = new Set();

/** It has a value, as ever. */
export const valued: Outcome = { value: true, none: false, absent: false, faults: noFaults, changed: false };
/** It has a value, and may be another than ever. */
export const changed: Outcome = { ...valued, changed: true };
/** There is none, as ever. */
export const noneAsEver: Outcome = { ...valued, value: false, none: true };
/** There is none because of the outage. */
export const absent: Outcome = { ...valued, value: false, absent: true };
/** Nothing is possible: the start of a union. */
export const impossible: Outcome = { ...valued, value: false };

/** It fails. */
export function failing(codes: Iterable<number>): Outcome {
  return { ...impossible, faults: new Set(codes) };
}

/** Either of several. */
export function either(...outcomes: readonly Outcome[]): Outcome {
  return {
    value: outcomes.some(({ value }) => value),
    none: outcomes.some(({ none }) => none),
    absent: outcomes.some((outcome) => outcome.absent),
    faults: new Set(outcomes.flatMap(({ faults }) => [...faults])),
    changed: outcomes.some((outcome) => outcome.changed),
  };
}

/** What needs all of several: it fails with any of them, and there is none where one of them is none. */
export function allOf(outcomes: readonly Outcome[]): Outcome {
  const faults = new Set(outcomes.flatMap((outcome) => [...outcome.faults]));
  if (outcomes.some(mustFail)) return failing(faults);
  return {
    value: outcomes.every(({ value }) => value),
    none: outcomes.some(({ none }) => none),
    absent: outcomes.some((outcome) => outcome.absent),
    faults,
    changed: outcomes.some((outcome) => outcome.changed),
  };
}

/** Whether it may fail. */
export function mayFail({ faults }: Outcome): boolean {
  return faults.size > 0;
}

/** Whether nothing but failing is possible. */
export function mustFail(outcome: Outcome): boolean {
  return mayFail(outcome) && !outcome.value && !outcome.none && !outcome.absent;
}

/** Whether nothing but a value is possible. */
export function mustHaveValue(outcome: Outcome): boolean {
  return outcome.value && !outcome.none && !outcome.absent && !mayFail(outcome);
}

/** The same without failing. */
export function withoutFaults(outcome: Outcome): Outcome {
  return { ...outcome, faults: noFaults };
}
