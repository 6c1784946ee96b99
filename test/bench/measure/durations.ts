/** How long each part of the bench takes. */
export interface Durations {
  readonly rounds: number;
  /** Before the first round, until what is hot is compiled: so many requests, or for so long. */
  readonly warmUpRequests: number;
  readonly warmUpMs: number;
  /** Before each measurement. */
  readonly settleMs: number;
  /** Where CPU and throughput are measured. */
  readonly throughputMs: number;
  /** Where latency is measured. */
  readonly latencyMs: number;
}

/** For figures that are kept. */
export const thorough: Durations = {
  rounds: 3,
  warmUpRequests: 3000,
  warmUpMs: 3000,
  settleMs: 150,
  throughputMs: 1200,
  latencyMs: 900,
};

/** To see whether anything has changed much. */
export const quick: Durations = {
  rounds: 1,
  warmUpRequests: 1500,
  warmUpMs: 1200,
  settleMs: 50,
  throughputMs: 500,
  latencyMs: 300,
};
