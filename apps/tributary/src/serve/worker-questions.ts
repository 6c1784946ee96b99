import type { Readiness } from '@tributary/nestjs';

/** A metric as prom-client gives it, to be summed with those of other processes. */
export type MetricJson = object;

/** What a supervisor asks its workers. */
export type AskedOfWorkers = {
  readonly metrics: { readonly ask: null; readonly answer: readonly MetricJson[] };
  readonly readiness: { readonly ask: null; readonly answer: Readiness };
  /** Marks the entries with these tags; the answer is how many that were. */
  readonly invalidated: { readonly ask: readonly string[]; readonly answer: number };
};

/** What workers ask their supervisor. */
export type AskedOfSupervisor = {
  /** Calls may come. */
  readonly serving: { readonly ask: { readonly address: string }; readonly answer: null };
  /** It cannot start, for a reason that a person can mend. */
  readonly refused: { readonly ask: { readonly message: string }; readonly answer: null };
  /** Tell the other workers. Answered when they have marked their entries. */
  readonly invalidate: { readonly ask: readonly string[]; readonly answer: null };
  /** It ends: what it counted, for the sums. */
  readonly departing: { readonly ask: readonly MetricJson[]; readonly answer: null };
};
