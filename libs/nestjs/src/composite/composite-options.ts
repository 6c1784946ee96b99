import type { BackOff, Siblings } from '@tributary/cache';
import type { Logger } from 'pino';
import type { ReadProtos } from './load-composites.ts';

/** What a composite takes from outside besides its configuration. All of it has a default. */
export interface CompositeOptions {
  /** Where its log lines go. Default: JSON lines on standard output, at the level of `LOG_LEVEL` or `info`. */
  readonly log?: Logger;
  /** Epoch milliseconds. Default: the wall clock. */
  readonly clock?: { now(): number };
  /** In [0, 1). Default: `Math.random`. */
  readonly random?: () => number;
  /** How long what a stale value stands in for is left alone. Default: 100 ms after the second failure in a row, up to 5 s. */
  readonly staleBackOff?: BackOff;
  /** The contracts, where they have been read already: the configured ones are not read then. */
  readonly protos?: ReadProtos;
  /** Addresses of upstream services, by full name, over the configured ones. */
  readonly upstreamAddress?: (serviceName: string) => string | undefined;
  /** Other processes that serve the same composite and share no Redis with this one. */
  readonly siblings?: Siblings;
}
