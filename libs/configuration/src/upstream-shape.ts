import { parseTarget } from '@tributary/upstream';
import { z } from 'zod';
import { methodGlobPattern, parseMethodGlob } from './method-glob.ts';
import { byteSize, count, duration, mapping, orOff, path, share, textOf } from './text-forms.ts';

const target = textOf('a gRPC target, as "dns:///127.0.0.1:50051"', (text) =>
  parseTarget(text).kind === 'invalid' ? undefined : text,
);
const methodGlob = textOf('a pattern over method names, as "Get*"', parseMethodGlob, methodGlobPattern);
const methodGlobs = z.array(methodGlob, { error: 'expected a list of patterns over method names, as [Get*, List*]' });
const notZero = (value: number): boolean => value > 0;
const someShare = (example: string): z.ZodType<number, string> =>
  share(example).refine(notZero, `expected a share over 0%, as "${example}"`);

const tls = z
  .strictObject(
    {
      ca: path('a file of certificates, in PEM')
        .optional()
        .describe('Authorities that may sign the server’s certificate, in PEM. Default: those of the system.'),
      cert: path('a certificate chain, in PEM').optional().describe('The certificate to show, for mutual TLS, in PEM.'),
      key: path('a private key, in PEM').optional().describe('The private key of cert, in PEM.'),
      server_name: textOf('a host name', (text) => (text === '' ? undefined : text))
        .optional()
        .describe('The name that the server’s certificate must carry. Default: the host of address.'),
    },
    mapping('ca, cert, key, server_name'),
  )
  .describe('TLS; {}: with the authorities of the system. Files are read again when they change. Default: none.');

const keepalive = z
  .strictObject(
    {
      time: duration('1s').optional().describe('Silence after a call before the server is asked. Default: 1s.'),
      timeout: duration('1s').optional().describe('How long it may not answer that. Default: 1s.'),
    },
    mapping('time, timeout'),
  )
  .describe('When a server that hangs is given up, and its calls with it.');

const connect = z
  .strictObject(
    {
      timeout: duration('2s').optional().describe('Longest time that a connection may take. Default: 2s.'),
      pause: duration('100ms').optional().describe('Before the second attempt; grows with each. Default: 100ms.'),
      max_pause: duration('1s').optional().describe('Longest pause between two attempts. Default: 1s.'),
    },
    mapping('timeout, pause, max_pause'),
  )
  .describe('How connections are made, and made again.');

const retryBudget = z
  .strictObject(
    {
      share: share('10%').optional().describe('Of the calls of the last ten seconds. Default: 10%.'),
      per_second: count(0).optional().describe('Beside that. Default: 3.'),
    },
    mapping('share, per_second'),
  )
  .describe('Most retries and hedges, all together.');

const breaker = z
  .strictObject(
    {
      failures: someShare('80%').optional().describe('Of the calls of the last ten seconds. Default: 80%.'),
      min_calls: count(1).optional().describe('With fewer calls it stays closed. Default: 20.'),
      pause: duration('500ms').optional().describe('Before a call is let through to try. Default: 500ms.'),
      max_pause: duration('5s').optional().describe('Pauses double up to this, while trials fail. Default: 5s.'),
    },
    mapping('failures, min_calls, pause, max_pause'),
  )
  .describe('When a method is not called for a moment; off: it always is.');

const outliers = z
  .strictObject(
    {
      consecutive: count(1).optional().describe('Failures in a row. Default: 5.'),
      failures: someShare('50%').optional().describe('Or of its calls of the last ten seconds. Default: 50%.'),
      min_calls: count(1).optional().describe('With fewer calls their share does not count. Default: 20.'),
      pause: duration('5s').optional().describe('How long, the first time; grows with each. Default: 5s.'),
      max_pause: duration('1m').optional().describe('The longest time. Default: 1m.'),
      max_ejected: share('50%').optional().describe('Most addresses at once. Default: 50%.'),
    },
    mapping('consecutive, failures, min_calls, pause, max_pause, max_ejected'),
  )
  .describe('When one of several addresses is left out, as calls fail there and not at others; off: never.');

/** The shape of an entry of `upstreams`. */
export const upstreamShape = z
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
      tls: tls.optional(),
      keepalive: keepalive.optional(),
      connect: connect.optional(),
      max_reply: byteSize('4MiB').optional().describe('Largest reply. Default: 4MiB.'),
      max_concurrent: count(1)
        .optional()
        .describe('Most calls of one method under way; of optional ones four fifths of it. Default: 4096.'),
      retry_budget: retryBudget.optional(),
      breaker: orOff(breaker).optional(),
      outliers: orOff(outliers).optional(),
    },
    mapping(
      'address, timeout, safe, idempotent, tls, keepalive, connect, max_reply, max_concurrent, retry_budget, breaker, outliers',
    ),
  )
  .meta({
    description: 'How to reach and treat the services that the key names.',
    // Optional only for those who give addresses elsewhere, in code.
    required: ['address'],
  });

/** An entry of `upstreams`, as it is read. */
export type UpstreamValues = z.output<typeof upstreamShape>;
