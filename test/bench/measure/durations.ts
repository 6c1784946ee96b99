/** How long each part of the bench takes. */
export interface Durations {
  readonly rounds: number;
  /** Before the first round, until what is hot is compiled: for so long, and for as long again where that was not so many requests. */
  readonly warmUpMs: number;
  readonly warmUpRequests: number;
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
  warmUpMs: 3500,
  warmUpRequests: 6000,
  settleMs: 150,
  throughputMs: 1000,
  latencyMs: 500,
};

/** To see whether anything has changed much. */
export const quick: Durations = {
  rounds: 1,
  warmUpMs: 700,
  warmUpRequests: 1000,
  settleMs: 50,
  throughputMs: 500,
  latencyMs: 300,
};
