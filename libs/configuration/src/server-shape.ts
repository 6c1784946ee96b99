import { resolve } from 'node:path';
import { z } from 'zod';
import { defaultServerLimits, type ServerLimits } from './server-limits.ts';
import { byteSize, count, duration, mapping, path } from './text-forms.ts';

/** What `limits` looks like. */
export const limitsShape = z
  .strictObject(
    {
      requests: count(1).optional().describe('Unary requests that are answered at once. Default: 1000.'),
      queue: duration('100ms').optional().describe('How long a request waits for its turn. Default: 100ms.'),
      late: duration('20ms').optional().describe('It takes on fewer when its event loop is so late. Default: 20ms.'),
      connections: count(1).optional().describe('Connections at once. Default: 4000.'),
      streams: count(1).optional().describe('Calls at once on a connection. Default: 100.'),
      request_size: byteSize('4MiB').optional().describe('The largest request message. Default: 4MiB.'),
      metadata_size: byteSize('16KiB').optional().describe('The most metadata of a request. Default: 16KiB.'),
      request_time: duration('10s').optional().describe('How long a request may take to arrive. Default: 10s.'),
      answer_time: duration('30s').optional().describe('How long a caller may take to read an answer. Default: 30s.'),
      connection_idle: duration('15m').optional().describe('A connection without calls ends then. Default: 15m.'),
      connection_age: duration('30m').optional().describe('A connection is told to end then. Default: 30m.'),
      connection_grace: duration('30s').optional().describe('How long its calls may then go on. Default: 30s.'),
    },
    mapping('requests, queue, late, connections, streams, request_size, metadata_size, request_time, and so on'),
  )
  .describe('How much the server takes on.');

/** What `tls` looks like. */
export const serverTlsShape = z
  .strictObject(
    {
      cert: path('a certificate chain, in PEM').describe('The certificate chain, in PEM.'),
      key: path('a private key, in PEM').describe('Its private key, in PEM.'),
      client_ca: path('certificates, in PEM')
        .optional()
        .describe('Mutual TLS: callers need a certificate that one of these has signed.'),
    },
    mapping('cert, key, client_ca'),
  )
  .describe('TLS where composite methods are served. Files are read again when they change. Default: plain text.');

/** Where the certificates of a server are; paths are absolute. */
export interface ServerTlsFiles {
  /** The certificate chain, in PEM. */
  readonly cert: string;
  /** Its private key, in PEM. */
  readonly key: string;
  /** Callers need a certificate that one of these has signed; undefined: they need none. */
  readonly clientCa: string | undefined;
}

/** Makes paths absolute. */
export function serverTlsFilesIn(directory: string, values: z.output<typeof serverTlsShape>): ServerTlsFiles {
  return {
    cert: resolve(directory, values.cert),
    key: resolve(directory, values.key),
    clientCa: values.client_ca === undefined ? undefined : resolve(directory, values.client_ca),
  };
}

/** Fills in the defaults. */
export function serverLimitsOf(values: z.output<typeof limitsShape> = {}): ServerLimits {
  const byDefault = defaultServerLimits;
  return {
    concurrentRequests: values.requests ?? byDefault.concurrentRequests,
    queueMs: values.queue ?? byDefault.queueMs,
    lateMs: values.late ?? byDefault.lateMs,
    connections: values.connections ?? byDefault.connections,
    streamsPerConnection: values.streams ?? byDefault.streamsPerConnection,
    requestBytes: values.request_size ?? byDefault.requestBytes,
    metadataBytes: values.metadata_size ?? byDefault.metadataBytes,
    requestMs: values.request_time ?? byDefault.requestMs,
    answerMs: values.answer_time ?? byDefault.answerMs,
    connectionIdleMs: values.connection_idle ?? byDefault.connectionIdleMs,
    connectionAgeMs: values.connection_age ?? byDefault.connectionAgeMs,
    connectionGraceMs: values.connection_grace ?? byDefault.connectionGraceMs,
  };
}
