import {
  connect as connectHttp2,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type Settings,
} from 'node:http2';
import { addressText, type Address } from './address.ts';
import type { HostRecord } from './containment/outlier-detector.ts';
import { Keepalive } from './keepalive.ts';
import { frameMessage } from './message-frame.ts';
import { transportStatus } from './reply.ts';
import { requestHeaders, type FixedHeaders } from './request-headers.ts';
import { ResetBudget } from './reset-budget.ts';
import { resetName } from './reset-code.ts';
import { openSocket, type Transport } from './socket.ts';
import { statusCode } from './status-code.ts';
import { UnaryStream, type StreamOwner } from './unary-stream.ts';
import type { StatusReply, UpstreamCall, UpstreamReply } from './upstream.ts';

/** What is the same for all connections of an upstream. */
export interface ConnectionSettings {
  readonly transport: Transport;
  readonly fixedHeaders: FixedHeaders;
  readonly connectTimeoutMs: number;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  readonly maxReplyBytes: number;
  readonly maxConcurrentCalls: number;
}

/** Why a connection is gone. */
export interface Loss {
  /** For people, without the address. */
  readonly reason: string;
  /** The peer holds the connection but does not answer: `hung`. It sent GOAWAY for too many pings: `pinged`. */
  readonly kind: 'plain' | 'hung' | 'pinged';
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** The peer's SETTINGS are here. At most once. */
  ready(): void;
  /** The peer takes no new calls; those under way go on. At most once, only after `ready`. */
  draining(): void;
  /** There is room for a call again. */
  room(): void;
  /** The end. Once. */
  closed(loss: Loss): void;
}

/** A stream's receive window: more than halves the time of a reply of 3 MB against the default of 64 KiB. */
const STREAM_WINDOW_BYTES = 1 << 20;
const SESSION_WINDOW_BYTES = 16 << 20;
const MAX_HEADER_LIST_BYTES = 64 << 10;
/** A connection has 2^30 streams to give. Stop well before. */
const MAX_STREAMS = 2 ** 30 - 100_000;

/** One HTTP/2 connection to one address. */
export class Connection implements StreamOwner {
  readonly peer: string;
  /** What is known of the address. */
  readonly host: HostRecord;
  readonly #settings: ConnectionSettings;
  readonly #events: ConnectionEvents;
  readonly #socket: ReturnType<typeof openSocket>;
  readonly #session: ClientHttp2Session;
  readonly #keepalive: Keepalive;
  readonly #connectTimer: NodeJS.Timeout;
  #state: 'connecting' | 'ready' | 'draining' | 'closed' = 'connecting';
  #loss: Loss | undefined;
  #lastStreamId: number | undefined;
  readonly #resets = new ResetBudget(performance.now());
  #openStreams = 0;
  #streamsEver = 0;
  #maxStreams = 0;

  constructor(address: Address, host: HostRecord, settings: ConnectionSettings, events: ConnectionEvents) {
    this.peer = addressText(address);
    this.host = host;
    this.#settings = settings;
    this.#events = events;
    const socket = openSocket(address, settings.transport, (reason) => this.destroy({ kind: 'plain', reason }));
    this.#socket = socket;
    // Before node:http2 listens: the cause must be known when the streams are ended.
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#onClose());
    this.#session = connectHttp2(`${settings.fixedHeaders.scheme}://${settings.fixedHeaders.authority}`, {
      createConnection: () => socket,
      settings: {
        enablePush: false,
        initialWindowSize: STREAM_WINDOW_BYTES,
        maxHeaderListSize: MAX_HEADER_LIST_BYTES,
      },
      // Node's 10 MB would refuse streams while large replies are read; sizes are limited per call.
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
    });
    this.#session.on('connect', () => this.#session.setLocalWindowSize(SESSION_WINDOW_BYTES));
    this.#session.on('remoteSettings', (remote: Settings) => this.#onSettings(remote.maxConcurrentStreams));
    this.#session.on('goaway', (code: number, lastStreamId: number, data: Uint8Array | undefined) =>
      this.#onGoaway(code, lastStreamId, data),
    );
    this.#session.on('error', (error: Error) => this.#fail(error));
    this.#session.on('close', () => this.#onClose());
    this.#keepalive = new Keepalive({
      timeMs: settings.keepaliveTimeMs,
      timeoutMs: settings.keepaliveTimeoutMs,
      openCalls: () => this.#openStreams,
      ping: (answered) => this.#ping(answered),
      dead: () =>
        this.destroy({ kind: 'hung', reason: `no answer to a PING within ${settings.keepaliveTimeoutMs} ms` }),
    });
    this.#connectTimer = setTimeout(() => {
      const reason = `no HTTP/2 SETTINGS within ${settings.connectTimeoutMs} ms`;
      this.destroy({ kind: 'hung', reason });
    }, settings.connectTimeoutMs);
  }

  /** Whether it takes calls, room permitting. */
  get isReady(): boolean {
    return this.#state === 'ready' && !this.#session.destroyed;
  }

  /** Whether it is silent, and it is being found out why: calls had better go elsewhere. */
  get isSuspect(): boolean {
    return this.#keepalive.asking;
  }

  /** Whether a call can start now. */
  get hasRoom(): boolean {
    return (
      this.#state === 'ready' &&
      this.#openStreams < this.#maxStreams &&
      !this.#session.closed &&
      !this.#session.destroyed
    );
  }

  /**
   * Starts a call; only while {@link hasRoom}.
   *
   * @returns The stream, or the reply where the call cannot be sent. `done` is not called before this has returned.
   */
  start(
    call: UpstreamCall,
    remainingMs: number | undefined,
    done: (reply: UpstreamReply) => void,
  ): UnaryStream | StatusReply {
    const made = requestHeaders(call, this.#settings.fixedHeaders, remainingMs);
    if (made.kind === 'invalid') return transportStatus(made.code, made.reason, false);
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(made.headers, { endStream: false });
    } catch (error) {
      const gone = this.#session.destroyed || this.#session.closed;
      const reason = error instanceof Error ? error.message : String(error);
      return transportStatus(gone ? statusCode.UNAVAILABLE : statusCode.INTERNAL, reason, false);
    }
    this.#openStreams++;
    this.#streamsEver++;
    this.#keepalive.called();
    const running = new UnaryStream(stream, this, frameMessage(call.request), this.#settings.maxReplyBytes, done);
    if (this.#streamsEver >= MAX_STREAMS) this.close();
    return running;
  }

  heard(): void {
    this.#keepalive.heard();
  }

  streamClosed(): void {
    this.#openStreams--;
    if (this.#state === 'ready') this.#events.room();
  }

  streamReset(): void {
    if (!this.#resets.spend(performance.now())) this.close();
  }

  lossReply(streamId: number | undefined): StatusReply | undefined {
    if (!this.#session.destroyed) return undefined;
    const reason = this.#loss?.reason ?? 'closed by the peer';
    const unseen = streamId === undefined || (this.#lastStreamId !== undefined && streamId > this.#lastStreamId);
    return transportStatus(statusCode.UNAVAILABLE, `connection to ${this.peer} lost: ${reason}`, !unseen);
  }

  /** Takes no new calls, and ends when those under way have. */
  close(): void {
    this.#drain();
    this.#session.close();
  }

  /** Ends now, and all calls with it. */
  destroy(loss: Loss): void {
    this.#loss ??= loss;
    // The socket first: towards a peer that does not read, a session waits for its last frames to be taken.
    this.#socket.destroy();
    this.#session.destroy();
  }

  #onSettings(peerMaxStreams: number | undefined): void {
    this.#maxStreams = Math.min(peerMaxStreams ?? Infinity, this.#settings.maxConcurrentCalls);
    if (this.#state === 'connecting') {
      this.#state = 'ready';
      clearTimeout(this.#connectTimer);
      this.#events.ready();
    } else if (this.#state === 'ready') {
      this.#events.room();
    }
  }

  #onGoaway(code: number, lastStreamId: number, data: Uint8Array | undefined): void {
    this.#lastStreamId = lastStreamId;
    const text = data === undefined ? '' : Buffer.from(data).toString('latin1');
    const kind =
      code === constants.NGHTTP2_ENHANCE_YOUR_CALM && text === 'too_many_pings' ? ('pinged' as const) : 'plain';
    // Any code but NO_ERROR makes node:http2 end the session right after this event.
    // An orderly GOAWAY is not why the connection ends some time later.
    if (code !== constants.NGHTTP2_NO_ERROR) {
      this.#loss ??= { kind, reason: `GOAWAY ${resetName(code)}${text === '' ? '' : ` (${text})`}` };
    }
    this.#drain();
  }

  #drain(): void {
    if (this.#state !== 'ready') return;
    this.#state = 'draining';
    // node:http2 sends no PING on a session that is closing, and reports it as cancelled at once.
    this.#keepalive.stop();
    this.#events.draining();
  }

  /** Node destroys the session after an error, but not always the socket (a TLS alert after the handshake). */
  #fail(error: Error): void {
    this.destroy({ kind: 'plain', reason: this.#explain(error) });
  }

  #onClose(): void {
    clearTimeout(this.#connectTimer);
    this.#keepalive.stop();
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#events.closed(this.#loss ?? { kind: 'plain', reason: 'closed by the peer' });
  }

  #ping(answered: () => void): void {
    if (this.#session.destroyed) return;
    this.#session.ping((error) => {
      if (error === null) answered();
    });
  }

  #explain(error: Error & { readonly code?: unknown; readonly reason?: unknown }): string {
    // OpenSSL's message is for those who read its sources, its reason for people.
    if (typeof error.reason === 'string') return `TLS: ${error.reason}`;
    // node:http2 says "Protocol error" to anything that does not speak HTTP/2.
    if (this.#state !== 'connecting' || error.code !== 'ERR_HTTP2_ERROR') return error.message;
    const tls = this.#settings.transport.kind === 'tls' ? 'with' : 'without';
    return `${error.message} (is this a gRPC server ${tls} TLS?)`;
  }
}
