import { resolve } from 'node:path';
import type { BreakerSettings, GateSettings, OutlierSettings, RetryBudgetSettings } from '@tributary/upstream';
import type { UpstreamPattern } from './upstream-pattern.ts';
import type { UpstreamValues } from './upstream-shape.ts';

/** How to reach and treat some services. Times are in milliseconds. */
export interface UpstreamSettings {
  /** The key of the entry. */
  readonly key: string;
  readonly pattern: UpstreamPattern;
  /** A gRPC target; undefined only where addresses come from elsewhere. */
  readonly address: string | undefined;
  /** Of calls for which the composition gives none; undefined: none. */
  readonly timeoutMs: number | undefined;
  /** Whether a method, by its short name, is vouched for as NO_SIDE_EFFECTS. */
  readonly isSafe: (methodName: string) => boolean;
  /** Whether a method, by its short name, is vouched for as IDEMPOTENT. */
  readonly isIdempotent: (methodName: string) => boolean;
  /** What bounds the calls of each method. */
  readonly gate: GateSettings;
  readonly connections: ConnectionsSettings;
}

/** How connections to a target are made, and what is shared by all calls over them. */
export interface ConnectionsSettings {
  /** Undefined: plain HTTP/2. */
  readonly tls: TlsFiles | undefined;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  readonly maxReplyBytes: number;
  readonly retryBudget: RetryBudgetSettings;
  /** Undefined: no address is left out. */
  readonly outliers: OutlierSettings | undefined;
}

/** TLS as it is configured: files in PEM, by their absolute paths. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly serverName: string | undefined;
}

/** The settings of an entry, defaults filled in: such as suit a data centre. */
export function upstreamSettingsOf(
  key: string,
  pattern: UpstreamPattern,
  values: UpstreamValues,
  directory: string,
): UpstreamSettings {
  const { address, timeout, safe, idempotent } = values;
  const fitsOne = (globs: typeof safe) => (name: string) => globs?.some((fits) => fits(name)) ?? false;
  return {
    key,
    pattern,
    address,
    timeoutMs: timeout,
    isSafe: fitsOne(safe),
    isIdempotent: fitsOne(idempotent),
    gate: gateOf(values),
    connections: connectionsOf(values, directory),
  };
}

/** Of services that nothing configures and whose addresses come from elsewhere. */
export function defaultTreatment(): Pick<UpstreamSettings, 'gate' | 'connections'> {
  return { gate: gateOf({}), connections: connectionsOf({}, '') };
}

function gateOf({ max_concurrent: maxConcurrent = 4096, breaker }: UpstreamValues): GateSettings {
  return { maxConcurrent, breaker: breaker === 'off' ? undefined : breakerOf(breaker ?? {}) };
}

function breakerOf(values: Exclude<UpstreamValues['breaker'], 'off' | undefined>): BreakerSettings {
  const { failures = 0.8, min_calls: minCalls = 20, pause: pauseMs = 500 } = values;
  return { failures, minCalls, pauseMs, maxPauseMs: values.max_pause ?? Math.max(pauseMs, 5000) };
}

function outliersOf(values: Exclude<UpstreamValues['outliers'], 'off' | undefined>): OutlierSettings {
  const { consecutive = 5, failures = 0.5, min_calls: minCalls = 20, pause: pauseMs = 5000 } = values;
  const { max_pause: maxPauseMs = Math.max(pauseMs, 60_000), max_ejected: maxEjected = 0.5 } = values;
  return { consecutive, failures, minCalls, pauseMs, maxPauseMs, maxEjected };
}

function connectionsOf(values: UpstreamValues, directory: string): ConnectionsSettings {
  const { tls, keepalive = {}, connect = {}, retry_budget: budget = {}, outliers } = values;
  const { pause: reconnectMinMs = 100 } = connect;
  return {
    tls: tls === undefined ? undefined : tlsFilesOf(tls, directory),
    keepaliveTimeMs: keepalive.time ?? 1000,
    keepaliveTimeoutMs: keepalive.timeout ?? 1000,
    connectTimeoutMs: connect.timeout ?? 2000,
    reconnectMinMs,
    reconnectMaxMs: connect.max_pause ?? Math.max(reconnectMinMs, 1000),
    maxReplyBytes: values.max_reply ?? 4 * 1024 ** 2,
    retryBudget: { share: budget.share ?? 0.1, perSecond: budget.per_second ?? 3 },
    outliers: outliers === 'off' ? undefined : outliersOf(outliers ?? {}),
  };
}

function tlsFilesOf(tls: NonNullable<UpstreamValues['tls']>, directory: string): TlsFiles {
  const at = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(directory, path);
  return { ca: at(tls.ca), cert: at(tls.cert), key: at(tls.key), serverName: tls.server_name };
}
