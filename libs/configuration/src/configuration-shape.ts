import { z } from 'zod';
import { parseListenAddress } from './listen-address.ts';
import { parseRedisUrl } from './redis-url.ts';
import { limitsShape, serverTlsShape } from './server-shape.ts';
import { byteSize, duration, mapping, path, textOf } from './text-forms.ts';
import { parseUpstreamPattern, upstreamPatternForm } from './upstream-pattern.ts';
import { upstreamShape } from './upstream-shape.ts';

const listenAddress = textOf('HOST:PORT, as "127.0.0.1:50050"', parseListenAddress);
const redisUrl = textOf('a URL, as "redis://127.0.0.1:6379"', parseRedisUrl, undefined, 'never');

const upstreamKey = textOf(
  'the full name of a service, or a pattern as "catalog.v1.*" or "*"',
  (text) => (parseUpstreamPattern(text) === undefined ? undefined : text),
  upstreamPatternForm,
);

const cache = z
  .strictObject(
    {
      memory: byteSize('256MiB').optional().describe('Most memory that cached values may take. Default: 256MiB.'),
      redis: z
        .strictObject(
          { url: redisUrl.describe('redis://user:password@host:6379/0, or rediss:// for TLS.') },
          mapping('url'),
        )
        .optional()
        .describe('A cache that replicas share. Default: none.'),
    },
    mapping('memory, redis'),
  )
  .describe('Where cached values are kept.');

const usage = z
  .strictObject(
    {
      file: path('a file that usage is added to').describe(
        'Where records are kept, as usage.json. Made where it is missing.',
      ),
      every: duration('60s').optional().describe('How often they are written. Default: 60s.'),
    },
    mapping('file, every'),
  )
  .describe('Keeps which fields of which answers callers ask for, for `tributary impact --usage`.');

const telemetry = z
  .strictObject(
    {
      otlp: textOf('a URL, as "http://127.0.0.1:4318"', (text) =>
        /^https?:\/\/[^/]/.test(text) ? text : undefined,
      ).describe('An OpenTelemetry collector, OTLP over HTTP; /v1/metrics is added.'),
      every: duration('60s').optional().describe('How often metrics are sent. Default: 60s.'),
    },
    mapping('otlp, every'),
  )
  .describe('Sends metrics of usage to OpenTelemetry. Default: where OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.');

/** The shape of `tributary.yaml`, before defaults and what concerns several keys at once. */
export const configurationShape = z
  .strictObject(
    {
      listen: listenAddress.optional().describe('Where composite methods are served. Default: 127.0.0.1:50050.'),
      http: textOf('HOST:PORT, as "127.0.0.1:9464", or off', (text) =>
        text === 'off' ? text : parseListenAddress(text),
      )
        .optional()
        .describe('Where /livez, /readyz and /metrics are served; off: nowhere. Default: 127.0.0.1:9464.'),
      admin: textOf('HOST:PORT, as "127.0.0.1:9465", or off', (text) =>
        text === 'off' ? text : parseListenAddress(text),
      )
        .optional()
        .describe('Where tributary.admin.v1 is served, gRPC, for whoever may invalidate the cache. Default: off.'),
      proto: path('a folder of .proto files').optional().describe('A folder of protos, compiled at start.'),
      descriptors: path('a descriptor set').optional().describe('A descriptor set, as `buf build -o` makes it.'),
      upstreams: z
        .record(upstreamKey, upstreamShape, { error: 'expected a mapping of services to how they are reached' })
        .optional()
        .describe('By service: full name, "catalog.v1.*" or "*"; the most specific entry counts, alone.'),
      cache: cache.optional(),
      tls: serverTlsShape.optional(),
      limits: limitsShape.optional(),
      usage: usage.optional(),
      telemetry: telemetry.optional(),
      drain: duration('10s').optional().describe('How long a shutdown waits for running calls. Default: 10s.'),
    },
    mapping('listen, http, admin, proto or descriptors, upstreams, cache, tls, limits, usage, telemetry, drain'),
  )
  .describe('Configuration of a composite (tributary.yaml).');

/** The configuration as it is written, by hand or as an object. */
export type ConfigurationInput = z.input<typeof configurationShape>;
/** The configuration as it is read: texts turned into what they mean. */
export type ConfigurationValues = z.output<typeof configurationShape>;
