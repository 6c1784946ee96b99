import type { CacheReport, Readiness, UsageReport } from '@tributary/nestjs';

/** A metric as prom-client gives it, to be summed with those of other processes. */
export type MetricJson = object;

/** What a supervisor asks its workers. */
export type AskedOfWorkers = {
  readonly metrics: { readonly ask: null; readonly answer: readonly MetricJson[] };
  readonly readiness: { readonly ask: null; readonly answer: Readiness };
  /** Another worker has invalidated these tags; the answer is how many entries they marked. */
  readonly invalidated: { readonly ask: readonly string[]; readonly answer: number };
  /** Invalidates tags for all replicas; the answer is how many entries they marked in the workers. */
  readonly invalidate: { readonly ask: readonly string[]; readonly answer: number };
  readonly cacheReport: { readonly ask: null; readonly answer: CacheReport };
  readonly usageReport: { readonly ask: null; readonly answer: UsageReport };
};

/** What workers ask their supervisor. */
export type AskedOfSupervisor = {
  /** Calls may come. */
  readonly serving: { readonly ask: { readonly address: string }; readonly answer: null };
  /** It cannot start, for a reason that a person can mend. */
  readonly refused: { readonly ask: { readonly message: string }; readonly answer: null };
  /** Tell the other workers. Answered when they have marked their entries, with how many. */
  readonly announce: { readonly ask: readonly string[]; readonly answer: number };
  /** It ends: what it counted, for the sums. */
  readonly departing: { readonly ask: readonly MetricJson[]; readonly answer: null };
};
