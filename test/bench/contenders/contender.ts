import type { Target } from '../load/load.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Addresses } from '../upstreams/upstreams.ts';

/** A way to serve the pages. Each runs as a process of its own, and serves every scenario that it can. */
export interface Contender {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** As tables call it. */
  readonly title: string;
  /** Installs what it takes and is not there. Resolves with why it cannot take part, where it cannot. */
  prepare(): Promise<string | undefined>;
  /** Why it cannot do a scenario; undefined: it can. */
  cannot(scenario: Scenario): string | undefined;
  start(addresses: Addresses, scenario: Scenario): Promise<RunningContender>;
}

/** A contender that listens. */
export interface RunningContender {
  readonly pid: number;
  target(scenario: Scenario): Target;
  readonly stop: () => Promise<void>;
}

/** The target of a contender that serves the pages' contract. */
export function pagesTarget(
  address: string,
  { method }: Pick<Scenario, 'method'>,
): Extract<Target, { readonly kind: 'grpc' }> {
  return { kind: 'grpc', address, path: `/shop.pages.v1.PageService/${method}` };
}
