/** What requests of one size cost, in each round. */
export interface GrowthPoint {
  /** Elements, or bytes of the answer. */
  readonly size: number;
  readonly cpuUsPerRequest: readonly number[];
}

/** How Tributary grows. What was not measured is undefined. */
export interface GrowthResults {
  /** By the elements of a list. */
  readonly listLength: readonly GrowthPoint[];
  /** By the bytes of the answer. */
  readonly replySize: readonly GrowthPoint[];
  /** By the calls of a plan. */
  readonly planSize: readonly GrowthPoint[];
  /** Milliseconds that `tributary check` takes for 100 methods over 50 services, from the start of its process to its end. */
  readonly checkMs: readonly number[];
  /** The same for `tributary serve`, until it listens. */
  readonly serveMs: readonly number[];
  /** What `tributary serve` takes with nothing to do. */
  readonly idleRssBytes: number;
  /** The list of 50 against one call, to upstreams that take `upstreamMs`: the medians in each round. */
  readonly listLatency: {
    readonly upstreamMs: number;
    readonly callP50Ms: readonly number[];
    readonly listP50Ms: readonly number[];
  };
}
