/** What one contender did in one round of a scenario. */
export interface Round {
  /** CPU of its process, for each request. */
  readonly cpuUsPerRequest: number;
  /** Requests a second with as many in flight as the scenario says. */
  readonly throughput: number;
  readonly callsPerRequest: number;
  /** Requests that failed, of all: none, on a machine that has time. */
  readonly failedShare: number;
  /** At the scenario's fixed rate; undefined where it could not keep up. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly rssBytes: number;
}

/** What one contender did in a scenario. */
export type Cell =
  | { readonly kind: 'measured'; readonly rounds: readonly Round[] }
  /** Why there is nothing. */
  | { readonly kind: 'empty'; readonly reason: string };

/** What all contenders did in a scenario. */
export interface ScenarioResults {
  readonly name: string;
  readonly title: string;
  readonly ratePerSecond: number;
  readonly concurrency: number;
  /** By the contender's name. */
  readonly cells: Readonly<Record<string, Cell>>;
}
