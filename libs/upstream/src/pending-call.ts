import type { Connection } from './connection.ts';
import { isUnprocessed, transportStatus } from './reply.ts';
import { statusCode } from './status-code.ts';
import { UnaryStream } from './unary-stream.ts';
import type { StatusReply, UpstreamCall, UpstreamReply } from './upstream.ts';

/** The channel, as one of its calls sees it. */
export interface CallHost {
  /** The target, for messages. */
  readonly target: string;
  readonly clock: () => number;
  /** Starts the call on a connection, or lets it wait for one, or fails it. */
  dispatch(call: PendingCall): void;
  /** The call waits no more. */
  leave(call: PendingCall): void;
  /** Whether a call that the server has refused may be sent to it once more. */
  mayRepeat(): boolean;
  /** A call that went out on a connection is over. */
  ended(connection: Connection, reply: UpstreamReply): void;
  /** A call that went out on a connection was left. */
  left(connection: Connection, startedMs: number, deadlineMs: number | undefined): void;
  /** Why there is no connection, where that is known. */
  failure(): string | undefined;
}

/**
 * Whoever makes the call watches its deadline; this room only makes sure that none stays for ever. Late enough for the
 * caller's own timer to come first.
 */
const DEADLINE_GRACE_MS = 50;
const MAX_TIMER_MS = 2 ** 31 - 1;

type State =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'running';
      readonly stream: UnaryStream;
      readonly connection: Connection;
      readonly startedMs: number;
    }
  | { readonly kind: 'over' };

/** One call from its beginning to its end, over the connections it is tried on. */
export class PendingCall {
  readonly #call: UpstreamCall;
  readonly #done: (reply: UpstreamReply) => void;
  readonly #host: CallHost;
  #state: State = { kind: 'waiting' };
  #timer: NodeJS.Timeout | undefined;
  #retried = false;

  constructor(call: UpstreamCall, done: (reply: UpstreamReply) => void, host: CallHost) {
    this.#call = call;
    this.#done = done;
    this.#host = host;
  }

  /** Begins. Nothing is called back before this has returned. */
  begin(): void {
    const remainingMs = this.#remainingMs();
    if (remainingMs !== undefined) {
      if (remainingMs <= 0) return this.failSoon(this.#deadlineReply(false));
      const timerMs = Math.min(remainingMs + DEADLINE_GRACE_MS, MAX_TIMER_MS);
      this.#timer = setTimeout(() => this.#onDeadline(), timerMs);
    }
    this.#host.dispatch(this);
  }

  /** Goes out on a connection that has room. */
  startOn(connection: Connection): void {
    if (this.#state.kind !== 'waiting') return;
    const remainingMs = this.#remainingMs();
    if (remainingMs !== undefined && remainingMs <= 0) return this.failSoon(this.#deadlineReply(false));
    const startedMs = this.#host.clock();
    const started = connection.start(this.#call, remainingMs, (reply) => this.#onReply(reply));
    if (started instanceof UnaryStream) this.#state = { kind: 'running', stream: started, connection, startedMs };
    else if (!this.#retry(started)) this.failSoon(started);
  }

  /** Ends the call from outside of {@link begin}. */
  fail(reply: UpstreamReply): void {
    if (this.#state.kind === 'over') return;
    this.#leaveStream();
    this.#done(reply);
  }

  /**
   * Ends the call when whoever called has returned. In a turn of the event loop of its own: whoever calls again at once
   * must not keep the connection from coming back.
   */
  failSoon(reply: UpstreamReply): void {
    setImmediate(() => this.fail(reply));
  }

  /** Forgets the call. */
  cancel(): void {
    if (this.#state.kind === 'waiting') this.#host.leave(this);
    this.#leaveStream();
  }

  #leaveStream(): void {
    const state = this.#state;
    this.#end();
    if (state.kind !== 'running') return;
    state.stream.cancel();
    this.#host.left(state.connection, state.startedMs, this.#call.deadlineMs);
  }

  #onReply(reply: UpstreamReply): void {
    const state = this.#state;
    if (state.kind === 'over' || this.#retry(reply)) return;
    this.#end();
    if (state.kind === 'running') this.#host.ended(state.connection, reply);
    this.#done(reply.kind === 'status' ? this.#afterDeadline(reply) : reply);
  }

  /**
   * Once, and only what has surely not been processed (gRFC A6, "transparent retries"). What a server refuses that goes on
   * working comes on top of what it has too much of already: that is paid for.
   */
  #retry(reply: UpstreamReply): boolean {
    if (this.#retried || reply.kind !== 'status' || !isUnprocessed(reply)) return false;
    if (this.#state.kind === 'running' && this.#state.connection.isReady && !this.#host.mayRepeat()) return false;
    this.#retried = true;
    this.#state = { kind: 'waiting' };
    this.#host.dispatch(this);
    return true;
  }

  /** A server that gives up at the deadline resets the call: say what it means. */
  #afterDeadline(reply: StatusReply): UpstreamReply {
    if (reply.origin !== 'transport' || reply.code !== statusCode.CANCELLED) return reply;
    return (this.#remainingMs() ?? 1) > 0 ? reply : { ...this.#deadlineReply(true), trailers: reply.trailers };
  }

  #onDeadline(): void {
    if (this.#state.kind === 'waiting') this.#host.leave(this);
    this.fail(this.#deadlineReply(this.#state.kind === 'running'));
  }

  #deadlineReply(sent: boolean): StatusReply {
    const { target } = this.#host;
    if (sent) {
      return transportStatus(statusCode.DEADLINE_EXCEEDED, `no answer from ${target} within the deadline`, true);
    }
    const cause = this.#host.failure();
    const message = `the deadline passed before the call was sent to ${target}${cause === undefined ? '' : ` (${cause})`}`;
    return transportStatus(statusCode.DEADLINE_EXCEEDED, message, false);
  }

  #remainingMs(): number | undefined {
    return this.#call.deadlineMs === undefined ? undefined : this.#call.deadlineMs - this.#host.clock();
  }

  #end(): void {
    this.#state = { kind: 'over' };
    clearTimeout(this.#timer);
  }
}
