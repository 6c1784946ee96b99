import type { OutlierSettings } from './containment/outlier-detector.ts';
import type { RetryBudget } from './containment/retry-budget.ts';
import type { Lookup } from './name-resolver.ts';
import type { TlsOptions } from './tls-options.ts';
import type { Trailers } from './trailers.ts';

/** One unary call: message bytes and what goes with them. */
export interface UpstreamCall {
  /** The method as HTTP path: `/catalog.v1.CatalogService/GetMovie`. */
  readonly path: string;
  /** The request message's bytes, unframed. They must not change until the call is over. */
  readonly request: Uint8Array;
  /** Further headers: keys in lower case, values of `-bin` keys in base64. A key may occur more than once. */
  readonly metadata: readonly (readonly [key: string, value: string])[];
  /** Absolute, in epoch milliseconds of the upstream's clock. What remains of it is sent as `grpc-timeout`. */
  readonly deadlineMs: number | undefined;
}

/** A call that ended well. */
export interface OkReply {
  readonly kind: 'ok';
  /** The reply message. May be a view of a received buffer: copy what is kept for long. */
  readonly message: Uint8Array;
  /** Headers and trailers. */
  readonly trailers: Trailers;
}

/** A call that ended with another status than OK. */
export interface StatusReply {
  readonly kind: 'status';
  /** The gRPC status code, see {@link statusCode}. Never 0. */
  readonly code: number;
  /** The status message: the server's, or one of ours that names the target and the cause. */
  readonly message: string;
  /** `grpc-status-details-bin`, decoded: the bytes of a `google.rpc.Status`. */
  readonly details: Uint8Array | undefined;
  /** Headers and trailers, empty where none were received. */
  readonly trailers: Trailers;
  /** `upstream`: the server sent this status. `transport`: it was made here, or out of an HTTP status or a reset. */
  readonly origin: 'upstream' | 'transport';
  /** False where the server has surely not processed the call, so that any method may be tried again. */
  readonly sent: boolean;
}

/** How a call ended. */
export type UpstreamReply = OkReply | StatusReply;

/** Leaves a call: its stream is reset, its callback is not called any more. Does nothing once the call is over. */
export type Cancel = () => void;

/**
 * - `idle`: nothing is connected, nothing tries to be;
 * - `connecting`: the first connection, or one after an orderly end, is being made: calls wait for it;
 * - `ready`: at least one address is connected;
 * - `failing`: the last attempt failed and none has succeeded since: calls fail at once;
 * - `closed`: by {@link Upstream.close}.
 */
export type UpstreamState = 'idle' | 'connecting' | 'ready' | 'failing' | 'closed';

/** What there is to tell of the addresses of a target. */
export interface UpstreamFigures {
  readonly addresses: number;
  /** Addresses with a connection that takes calls. */
  readonly connected: number;
  /** Addresses that are left out now, as calls fail there and at others do not. */
  readonly ejected: number;
  /** How often an address was left out. */
  readonly ejections: number;
}

/** One target and the connections to it. */
export interface Upstream {
  /**
   * Makes a unary call.
   *
   * @param done Called at most once with the end of the call: never before `call` has returned, never after the
   * returned {@link Cancel} was called. It must not throw.
   */
  call(call: UpstreamCall, done: (reply: UpstreamReply) => void): Cancel;
  /**
   * Connects ahead of the first call, trying again while attempts fail.
   *
   * @param timeoutMs How long to try.
   * @returns Resolves once a connection is up.
   * @throws {Error} (as rejection) when there is none in time, or the upstream is closed; names target and cause.
   */
  connect(timeoutMs: number): Promise<void>;
  /** What a call can expect now. */
  state(): UpstreamState;
  /** For metrics. */
  figures(): UpstreamFigures;
  /** Ends what is left of calls (UNAVAILABLE) and all connections. Resolves when the last socket is closed. */
  close(): Promise<void>;
}

/** What there is to say about a target and the connections to it. Times are in milliseconds. */
export interface UpstreamOptions {
  /** A gRPC target: `dns:///host:port`, `host:port`, `ipv4:a:port,b:port`, `ipv6:[a]:port`, `unix:/path`. */
  readonly target: string;
  /**
   * TLS with the system's authorities where it is `{}`; default plain HTTP/2. A function is asked for each new connection,
   * so that certificates can change: it returns the same object for as long as they have not.
   */
  readonly tls?: TlsOptions | (() => TlsOptions) | undefined;
  /** Silence after a call before a PING is sent; default 1000. See the room's index for what follows. */
  readonly keepaliveTimeMs?: number | undefined;
  /** How long a PING may be unanswered before the connection is given up; default 1000. */
  readonly keepaliveTimeoutMs?: number | undefined;
  /** From the start of a connection to the peer's SETTINGS, name look-up apart; default 2000. */
  readonly connectTimeoutMs?: number | undefined;
  /** First pause between two attempts to connect, plus or minus a fifth; default 100. */
  readonly reconnectMinMs?: number | undefined;
  /** Longest pause between two attempts to connect, plus or minus a fifth; default 1000. */
  readonly reconnectMaxMs?: number | undefined;
  /** Largest reply message; a larger one is RESOURCE_EXHAUSTED. Default 4 MiB. */
  readonly maxReplyBytes?: number | undefined;
  /** Calls at once on one connection, below what the peer allows; default only what the peer allows. */
  readonly maxConcurrentCalls?: number | undefined;
  /** Calls that may wait for a connection or for room on one; more are UNAVAILABLE. Default 10 000. */
  readonly maxWaitingCalls?: number | undefined;
  /** When one of several addresses is left out; default never. */
  readonly outliers?: OutlierSettings | undefined;
  /** Pays for sending calls again that the server refused to take; default: nothing has to. */
  readonly retryBudget?: RetryBudget | undefined;
  /** Finds the IP addresses of the target's name; default the system's resolver, `/etc/hosts` included. */
  readonly lookup?: Lookup | undefined;
  /** Epoch milliseconds; default `Date.now`. Timers are the event loop's. */
  readonly clock?: (() => number) | undefined;
  /** In [0, 1), spreads reconnects; default `Math.random`. */
  readonly random?: (() => number) | undefined;
}
