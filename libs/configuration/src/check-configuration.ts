import { resolve } from 'node:path';
import type { Configuration, ProtoSource } from './configuration.ts';
import type { ConfigurationProblem } from './configuration-problem.ts';
import { configurationShape, type ConfigurationValues } from './configuration-shape.ts';
import type { Environment } from './environment.ts';
import { type Report, reportIssue } from './issue-wording.ts';
import { serverTlsFilesIn, serverLimitsOf } from './server-shape.ts';
import { isRecord, substituteValues } from './substitute-values.ts';
import { parseUpstreamPattern } from './upstream-pattern.ts';
import { type UpstreamSettings, upstreamSettingsOf } from './upstream-settings.ts';

/** A configuration, or every problem found in it. */
export type CheckedConfiguration =
  | { readonly kind: 'ok'; readonly configuration: Configuration }
  | { readonly kind: 'failed'; readonly problems: readonly ConfigurationProblem[] };

/** Where a configuration comes from. */
export interface ConfigurationOrigin {
  /** What problems name as their file. */
  readonly name: string;
  /** What its paths are relative to; absolute. */
  readonly directory: string;
  /** Where a key stands: 'key' itself, or its value. From 1; undefined: nowhere. */
  readonly place?: (path: readonly PropertyKey[], of: 'key' | 'value') => { line: number; column: number } | undefined;
  readonly environment: Environment;
  /** `elsewhere`: entries under `upstreams` need no address. Default `required`. */
  readonly addresses?: 'required' | 'elsewhere';
}

/** Checks a configuration's values, however they were written, and fills in the defaults. */
export function checkConfiguration(values: unknown, origin: ConfigurationOrigin): CheckedConfiguration {
  const problems: ConfigurationProblem[] = [];
  const problemAt = (path: readonly PropertyKey[], message: string, of: 'key' | 'value' = 'value') => {
    const place = origin.place?.(path, of) ?? { line: 0, column: 0 };
    return { file: origin.name, ...place, key: keyOf(path), message };
  };
  const report = (path: readonly PropertyKey[], message: string, of: 'key' | 'value' = 'value') => {
    problems.push(problemAt(path, message, of));
  };
  const substituted = substituteValues(values ?? {}, [], origin.environment, report);
  // What a variable that is missing would have been is not worth a second complaint.
  const reported = new Set(problems.map(({ key }) => key));
  const read = configurationShape.safeParse(substituted);
  for (const issue of read.error?.issues ?? []) {
    if (!reported.has(keyOf(issue.path))) reportIssue(issue, substituted, report);
  }
  checkTogether(substituted, origin.addresses ?? 'required', report);
  if (!read.success || problems.length > 0) return { kind: 'failed', problems: problems.sort(byPlace) };
  return { kind: 'ok', configuration: build(read.data, origin, problemAt) };
}

function build(
  values: ConfigurationValues,
  origin: ConfigurationOrigin,
  problemAt: Configuration['problemAt'],
): Configuration {
  const protos: ProtoSource =
    values.descriptors === undefined
      ? { kind: 'folder', path: resolve(origin.directory, values.proto ?? '') }
      : { kind: 'descriptors', path: resolve(origin.directory, values.descriptors) };
  return {
    origin: origin.name,
    listen: values.listen ?? { host: '127.0.0.1', port: 50050 },
    http: values.http === 'off' ? undefined : (values.http ?? { host: '127.0.0.1', port: 9464 }),
    admin: values.admin === 'off' ? undefined : values.admin,
    protos,
    upstreams: Object.entries(values.upstreams ?? {}).flatMap(([key, entry]): UpstreamSettings[] => {
      const pattern = parseUpstreamPattern(key);
      return pattern === undefined ? [] : [upstreamSettingsOf(key, pattern, entry, origin.directory)];
    }),
    cache: { memoryBytes: values.cache?.memory ?? 256 * 1024 ** 2, redis: values.cache?.redis },
    tls: values.tls === undefined ? undefined : serverTlsFilesIn(origin.directory, values.tls),
    limits: serverLimitsOf(values.limits),
    usage: values.usage && {
      file: resolve(origin.directory, values.usage.file),
      everyMs: values.usage.every ?? 60_000,
    },
    telemetry: values.telemetry && { otlp: values.telemetry.otlp, everyMs: values.telemetry.every ?? 60_000 },
    drainMs: values.drain ?? 10_000,
    problemAt: (path, message) => problemAt(path, message),
  };
}

/** What no key alone can tell. Works on values that may be of the wrong shape elsewhere. */
function checkTogether(values: unknown, addresses: 'required' | 'elsewhere', report: Report): void {
  if (!isRecord(values)) return;
  const { proto, descriptors, upstreams } = values;
  if (proto !== undefined && descriptors !== undefined) {
    report(['descriptors'], 'both proto and descriptors are given; leave one of them out', 'key');
  }
  if (proto === undefined && descriptors === undefined) {
    report([], 'names no contracts; give proto: (a folder of .proto files) or descriptors: (a descriptor set)');
  }
  if (!isRecord(upstreams)) return;
  for (const [key, entry] of Object.entries(upstreams)) {
    if (!isRecord(entry)) continue;
    if (addresses === 'required' && entry['address'] === undefined) {
      report(['upstreams', key], 'has no address; give one, as address: dns:///127.0.0.1:50051', 'key');
    }
    checkUpstream(['upstreams', key], entry, report);
  }
}

function checkUpstream(path: readonly PropertyKey[], { tls }: Record<string, unknown>, report: Report): void {
  if (!isRecord(tls)) return;
  if (tls['cert'] !== undefined && tls['key'] === undefined) {
    report([...path, 'tls', 'cert'], 'has no key; give key: the private key of the certificate', 'key');
  }
  if (tls['key'] !== undefined && tls['cert'] === undefined) {
    report([...path, 'tls', 'key'], 'has no certificate; give cert: the certificate chain of the key', 'key');
  }
}

/** A path as it is told: keys joined by dots, indexes in brackets. */
function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

const byPlace = (one: ConfigurationProblem, other: ConfigurationProblem) =>
  one.line - other.line || one.column - other.column;
