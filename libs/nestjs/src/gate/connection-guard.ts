import { constants, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { ServerLimits } from '@tributary/configuration';
import { ConnectionStanding } from './connection-standing.ts';
import { endConnection } from './end-connection.ts';
import { Newcomers } from './newcomers.ts';
import { OpenStreams } from './open-streams.ts';

/** PING and SETTINGS frames that a connection may send at once, and each second; and for each call that it makes. */
const burst = 200;
const eachSecond = 50;
const eachCall = 2;

/** How long TLS may take to be agreed upon. */
const handshakeMs = 10_000;

/** What a guard keeps to. */
export type ConnectionLimits = Pick<
  ServerLimits,
  'connections' | 'streamsPerConnection' | 'connectionIdleMs' | 'connectionAgeMs' | 'connectionGraceMs'
>;

/**
 * Watches the connections of HTTP/2 servers: not too many, none for ever, and none that keeps the process busy with frames
 * that are cheap to send, or with streams that come to nothing. (Endless headers are nghttp2's business, which ends such
 * connections.)
 */
export class ConnectionGuard {
  readonly #sessions = new Map<ServerHttp2Session, OpenStreams>();
  readonly #newcomers = new Newcomers();
  readonly #limits: ConnectionLimits;
  #empty: (() => void) | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Watches a server. */
  watch(server: Http2Server): void {
    server.maxConnections = this.#limits.connections;
    const shaken = watchHandshakes(server);
    server.on('session', (session: ServerHttp2Session) => {
      shaken(session.socket);
      const streams = new OpenStreams(session);
      this.#sessions.set(session, streams);
      const { retire, stopAging } = this.#age(session, streams);
      const stopIdling = this.#endWhenIdle(session, streams);
      const allowed = this.#limits.streamsPerConnection;
      const standing = new ConnectionStanding({ session, streams, newcomers: this.#newcomers, allowed, retire });
      streams.watch(standing);
      session.once('close', () => {
        stopAging();
        stopIdling();
        standing.end();
        this.#sessions.delete(session);
        if (this.#sessions.size === 0) this.#empty?.();
      });
      limitControlFrames(session);
    });
  }

  /**
   * Lets all connections end, with their calls, and cuts off those that have not after a while.
   *
   * @returns when none is left
   */
  async drain(withinMs: number): Promise<void> {
    if (this.#sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(() => {
        for (const session of this.#sessions.keys()) session.destroy(undefined, constants.NGHTTP2_CANCEL);
        resolve();
      }, withinMs);
      this.#empty = () => {
        clearTimeout(limit);
        resolve();
      };
      for (const [session, streams] of this.#sessions) endConnection(session, streams);
    });
  }

  /** Tells a connection to end that has had no call for a while. */
  #endWhenIdle(session: ServerHttp2Session, streams: OpenStreams): () => void {
    const { connectionIdleMs } = this.#limits;
    let timer: NodeJS.Timeout;
    const look = () => {
      const leftMs = connectionIdleMs - streams.quietMs;
      if (leftMs <= 0) endConnection(session, streams);
      else timer = setTimeout(look, leftMs).unref();
    };
    look();
    return () => clearTimeout(timer);
  }

  /**
   * Tells a connection to end when it is old: not all at the same time, so give or take a tenth.
   *
   * @returns what tells it so before
   */
  #age(session: ServerHttp2Session, streams: OpenStreams): { retire: () => void; stopAging: () => void } {
    const { connectionAgeMs, connectionGraceMs } = this.#limits;
    let isRetired = false;
    const retire = () => {
      if (isRetired || session.destroyed) return;
      isRetired = true;
      clearTimeout(timer);
      endConnection(session, streams);
      timer = setTimeout(() => session.destroy(), connectionGraceMs).unref();
    };
    let timer = setTimeout(retire, connectionAgeMs * (0.9 + 0.2 * Math.random())).unref();
    return { retire, stopAging: () => clearTimeout(timer) };
  }
}

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

const peerOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress ?? ''} ${remotePort ?? ''}`;

/**
 * Cuts off peers that do not come to the end of their TLS handshake. (Without TLS there is none: Node has such a session
 * before anybody else hears of the connection.)
 *
 * @returns to be told who has
 */
function watchHandshakes(server: Http2Server): (peer: Peer) => void {
  if (!('setSecureContext' in server)) return () => undefined;
  const timers = new Map<string, NodeJS.Timeout>();
  const forget = (peer: string) => {
    clearTimeout(timers.get(peer));
    timers.delete(peer);
  };
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    timers.set(peer, setTimeout(() => socket.destroy(), handshakeMs).unref());
    socket.once('close', () => forget(peer));
  });
  return (peer) => forget(peerOf(peer));
}

/** Ends a connection that sends PING and SETTINGS frames without end. Each wants an answer, and nothing else limits them. */
function limitControlFrames(session: ServerHttp2Session): void {
  let left = burst;
  let filledAtMs = performance.now();
  const spend = () => {
    const now = performance.now();
    left = Math.min(burst, left + ((now - filledAtMs) / 1000) * eachSecond) - 1;
    filledAtMs = now;
    if (left < 0 && !session.destroyed) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  session.on('ping', spend);
  session.on('remoteSettings', spend);
  // Clients that measure a connection's bandwidth send a PING for what they receive.
  session.on('stream', () => (left = Math.min(burst, left + eachCall)));
}
