/**
 * # upstream
 *
 * Calls other gRPC services: one request message as bytes, one reply message as bytes. It knows nothing of protobuf,
 * compositions, caches or NestJS, and has connections of its own on node:http2, which cost half of what grpc-js does.
 *
 * ## Terms
 *
 * - **target**: what the configuration names, `dns:///host:port`; stands for one or more **addresses**.
 * - **upstream** (inside: **channel**): a target and all connections to it.
 * - **subchannel**: one address; holds at most one **connection** that takes calls, and makes it again after failures.
 * - **trailers**: the headers and trailers of a reply, as one.
 * - **ejected**: an address that is left out for a while, as calls fail there and not at others.
 * - **sent**: whether the server may have processed a call. What was surely not processed may be called again.
 *
 * ## How a call goes
 *
 * `Channel` makes a `PendingCall` and picks a connection, in turn over the addresses that are connected and have room
 * for a stream; those that are ejected, or silent, only where there are no others. Without one the call waits while there is hope (a first attempt, a full connection), and fails at once
 * where the last attempt failed. `UnaryStream` sends the request, reads the reply and maps all that HTTP/2 can do to a
 * status. A call that was refused, or surely not seen, is made once more on another stream. Callers watch deadlines
 * themselves; what remains of one is sent on, and a timer shortly after it makes sure that no call stays for ever.
 *
 * ## Connections
 *
 * They are made on demand, and for half a minute after the last call also without. Pauses between attempts grow from
 * 100 ms to 1 s. While an address fails its calls are UNAVAILABLE in milliseconds; a new attempt is given 100 ms before
 * calls fail without waiting for it. A GOAWAY ends a connection for new calls only, and so do we before the server counts too
 * many calls that we have left. A connection that is silent for
 * `keepaliveTimeMs` while calls are open or were left unanswered is sent a PING, again after three and seven times that
 * long, and then every five minutes, which servers with gRPC's default rules put up with; one that is not answered in
 * `keepaliveTimeoutMs` ends the connection, and its calls with UNAVAILABLE. A server that finds these too many halves their
 * rate. Names are looked up again whenever a connection ends, and every half a minute while there are calls. Certificates
 * are asked for with each connection.
 *
 * ## What contains failures
 *
 * `containment/` has what keeps failures from spreading: `OutlierDetector` within a channel; `MethodGate` (a limit of calls
 * under way and a `CircuitBreaker`) and `RetryBudget` for whoever makes calls. Retries and hedges themselves are not here:
 * whoever makes them goes by what a reply says of `origin`, `sent` and `code`, and asks the budget.
 *
 * @packageDocumentation
 */
export { MethodGate } from './containment/method-gate.ts';
export { RetryBudget } from './containment/retry-budget.ts';
export { createUpstream } from './create-upstream.ts';
export { lightenAsyncBinding } from './lighten-async-binding.ts';
export { ResetBudget } from './reset-budget.ts';
export { statusCode } from './status-code.ts';
export { parseTarget } from './target.ts';
export { noTrailers } from './trailers.ts';
export type { Address } from './address.ts';
export type { BreakerSettings, BreakerState } from './containment/circuit-breaker.ts';
export type { Entered, GateFigures, GateSettings, GateSurroundings, RefusalReason } from './containment/method-gate.ts';
export type { OutlierSettings } from './containment/outlier-detector.ts';
export type { RetryBudgetSettings } from './containment/retry-budget.ts';
export type { Lookup } from './name-resolver.ts';
export type { InvalidTarget, Target } from './target.ts';
export type { TlsOptions } from './tls-options.ts';
export type { Trailers } from './trailers.ts';
export type {
  Cancel,
  OkReply,
  StatusReply,
  Upstream,
  UpstreamCall,
  UpstreamFigures,
  UpstreamOptions,
  UpstreamReply,
  UpstreamState,
} from './upstream.ts';
