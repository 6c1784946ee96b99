/** How much a server takes on. Sizes in bytes, times in milliseconds. */
export interface ServerLimits {
  /** Unary requests that are answered at the same time. Where the process cannot keep up, it takes on fewer. */
  readonly concurrentRequests: number;
  /** The longest that a request waits for its turn, when there are as many as can be. 0: none waits. */
  readonly queueMs: number;
  /** The process counts as unable to keep up, and takes on fewer, where turns of its event loop come so much late. */
  readonly lateMs: number;
  /** Connections at the same time; further ones are closed at once. */
  readonly connections: number;
  /** Streams on one connection at the same time. Clients wait, or open another connection. */
  readonly streamsPerConnection: number;
  /** The largest request message, also once it is decompressed. */
  readonly requestBytes: number;
  /** The most that the metadata of a request may take, as HTTP/2 counts it: 32 bytes for each entry besides its text. */
  readonly metadataBytes: number;
  /** How long a unary request may take to arrive, from its headers to its last byte. */
  readonly requestMs: number;
  /** How long a caller may take to receive the answer to a unary request. */
  readonly answerMs: number;
  /** A connection without calls is closed after so long. */
  readonly connectionIdleMs: number;
  /** A connection is told to end after about so long, so that callers come to know new replicas. */
  readonly connectionAgeMs: number;
  /** How long calls of a connection that is told to end may go on. */
  readonly connectionGraceMs: number;
}

/**
 * For a server in a data centre, whose callers keep connections and know each other; close to what Envoy gives for the
 * edge.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge
 */
export const defaultServerLimits: ServerLimits = {
  concurrentRequests: 1000,
  queueMs: 100,
  lateMs: 20,
  connections: 4000,
  streamsPerConnection: 100,
  requestBytes: 4 * 1024 ** 2,
  metadataBytes: 16 * 1024,
  requestMs: 10_000,
  answerMs: 30_000,
  connectionIdleMs: 15 * 60_000,
  connectionAgeMs: 30 * 60_000,
  connectionGraceMs: 30_000,
};
