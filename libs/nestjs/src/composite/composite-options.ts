import type { Siblings } from '@tributary/cache';
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
  /** The contracts, where they have been read already: the configured ones are not read then. */
  readonly protos?: ReadProtos;
  /** Addresses of upstream services, by full name, over the configured ones. */
  readonly upstreamAddress?: (serviceName: string) => string | undefined;
  /** Other processes that serve the same composite and share no Redis with this one. */
  readonly siblings?: Siblings;
}
