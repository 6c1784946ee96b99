import type { DescMethod } from '@bufbuild/protobuf';
import type { ServerLimits } from './server-limits.ts';
import type { ListenAddress } from './listen-address.ts';
import type { ConfigurationProblem } from './configuration-problem.ts';
import type { ServerTlsFiles } from './server-shape.ts';
import { mostSpecific } from './upstream-pattern.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** Where the contracts come from; paths are absolute. */
export type ProtoSource =
  { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'descriptors'; readonly path: string };

/** The configuration of a composite: checked, defaults filled in, paths absolute. */
export interface Configuration {
  /** The file as it was named, or what stands for one, for messages. */
  readonly origin: string;
  readonly listen: ListenAddress;
  /** Undefined: no HTTP server. */
  readonly http: ListenAddress | undefined;
  /** Undefined: the cache is not administered. */
  readonly admin: ListenAddress | undefined;
  readonly protos: ProtoSource;
  readonly upstreams: readonly UpstreamSettings[];
  readonly cache: {
    readonly memoryBytes: number;
    /** What replicas share; undefined: nothing. */
    readonly redis: { readonly url: string } | undefined;
  };
  /** Undefined: composite methods are served in plain text. */
  readonly tls: ServerTlsFiles | undefined;
  /** How much the server takes on. */
  readonly limits: ServerLimits;
  /** The file that what callers ask for is added to; absolute. Undefined: none. */
  readonly usage: { readonly file: string; readonly everyMs: number } | undefined;
  /** The OpenTelemetry collector that metrics are sent to, over HTTP. Undefined: none. */
  readonly telemetry: { readonly otlp: string; readonly everyMs: number } | undefined;
  /** How long a shutdown waits for running calls. */
  readonly drainMs: number;
  /** Makes a problem that points at a key of the configuration, for what shows only later. */
  readonly problemAt: (path: readonly PropertyKey[], message: string) => ConfigurationProblem;
}

/** The settings that count for a service, by its full name; undefined where nothing configures it. */
export function upstreamSettings(configuration: Configuration, serviceName: string): UpstreamSettings | undefined {
  return mostSpecific(configuration.upstreams, serviceName);
}

/** What the configuration says of methods whose contracts do not speak for themselves. */
export function vouchingOf(configuration: Configuration): (method: DescMethod) => 'safe' | 'idempotent' | undefined {
  return (method) => {
    const settings = upstreamSettings(configuration, method.parent.typeName);
    if (settings?.isSafe(method.name) === true) return 'safe';
    return settings?.isIdempotent(method.name) === true ? 'idempotent' : undefined;
  };
}
