import { parseDuration } from '@tributary/language';
import { parseTarget } from '@tributary/upstream';
import { z } from 'zod';
import { parseListenAddress } from '../service/listen-address.ts';
import { byteSizePattern, parseByteSize } from './byte-size.ts';
import { methodGlobPattern, parseMethodGlob } from './method-glob.ts';
import { parseRedisUrl } from './redis-url.ts';
import { parseUpstreamPattern, upstreamPatternForm } from './upstream-pattern.ts';

/**
 * A text of a form of its own: `expected` says which, `read` yields undefined where the text has another.
 *
 * @param told - `never`: what is there instead is not repeated, as it may hold a password
 */
function textOf<T>(
  expected: string,
  read: (text: string) => T | undefined,
  pattern?: string,
  told: 'when-wrong' | 'never' = 'when-wrong',
) {
  const message = (input: unknown) => {
    if (told === 'never' && typeof input === 'string') return `expected ${expected}, got something else`;
    return `expected ${expected}, got ${input === undefined ? 'nothing' : JSON.stringify(input)}`;
  };
  const schema = z.string({ error: (issue) => message(issue.input) }).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: message(text) });
    return z.NEVER;
  });
  // A value may also hold variables of the environment, of which an editor knows nothing.
  return pattern === undefined ? schema : schema.meta({ pattern: `${pattern}|\\$\\{` });
}

const notEmpty = (text: string) => (text === '' ? undefined : text);
// The form that parseDuration reads, for editors.
const durationPattern = '^(\\d+(\\.\\d+)?|\\.\\d+)(ms|s|m|h)$';
const readDuration = (text: string) => {
  const ms = parseDuration(text);
  return typeof ms === 'number' ? ms : undefined;
};
const duration = (example: string) => textOf(`a duration, as "${example}"`, readDuration, durationPattern);
const listenAddress = textOf('HOST:PORT, as "127.0.0.1:50050"', parseListenAddress);
const target = textOf('a gRPC target, as "dns:///127.0.0.1:50051"', (text) =>
  parseTarget(text).kind === 'invalid' ? undefined : text,
);
const methodGlob = textOf('a pattern over method names, as "Get*"', parseMethodGlob, methodGlobPattern);
const methodGlobs = z.array(methodGlob, { error: 'expected a list of patterns over method names, as [Get*, List*]' });
const redisUrl = textOf('a URL, as "redis://127.0.0.1:6379"', parseRedisUrl, undefined, 'never');
const path = (what: string) => textOf(`the path of ${what}`, notEmpty);

const mapping = (keys: string) => ({
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_type' ? `expected a mapping with the keys ${keys}` : undefined,
});

const upstream = z
  .strictObject(
    {
      address: target.optional().describe('Where it listens: any gRPC target, as dns:///catalog:50051.'),
      timeout: duration('500ms').optional().describe('Of its calls, where the composition gives none. Default: none.'),
      safe: methodGlobs
        .optional()
        .describe('Methods vouched for as NO_SIDE_EFFECTS, where the contract does not say so.'),
      idempotent: methodGlobs
        .optional()
        .describe('Methods vouched for as IDEMPOTENT, where the contract does not say so.'),
    },
    mapping('address, timeout, safe, idempotent'),
  )
  .meta({
    description: 'How to reach and treat the services that the key names.',
    // Optional only for those who give addresses elsewhere, in code.
    required: ['address'],
  });

const upstreamKey = textOf(
  'the full name of a service, or a pattern as "catalog.v1.*" or "*"',
  (text) => (parseUpstreamPattern(text) === undefined ? undefined : text),
  upstreamPatternForm,
);

const cache = z
  .strictObject(
    {
      memory: textOf('a size, as "256MiB"', parseByteSize, byteSizePattern)
        .optional()
        .describe('Most memory that cached values may take. Default: 256MiB.'),
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
        .record(upstreamKey, upstream, { error: 'expected a mapping of services to how they are reached' })
        .optional()
        .describe('By service: full name, "catalog.v1.*" or "*"; the most specific entry counts, alone.'),
      cache: cache.optional(),
      drain: duration('10s').optional().describe('How long a shutdown waits for running calls. Default: 10s.'),
    },
    mapping('listen, http, admin, proto or descriptors, upstreams, cache, drain'),
  )
  .describe('Configuration of a composite (tributary.yaml).');

/** The configuration as it is written, by hand or as an object. */
export type ConfigurationInput = z.input<typeof configurationShape>;
/** The configuration as it is read: texts turned into what they mean. */
export type ConfigurationValues = z.output<typeof configurationShape>;
