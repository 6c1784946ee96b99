import { constants, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** PING and SETTINGS frames that a connection may send at once, and each second; and for each call that it makes. */
const burst = 200;
const eachSecond = 50;
const eachCall = 2;

/** How long TLS may take to be agreed upon. */
const handshakeMs = 10_000;

/**
 * Watches the connections of an HTTP/2 server: not too many, and none that keeps the process busy with frames that are
 * cheap to send. (Streams that are reset at once and endless headers are nghttp2's business, which ends such connections.)
 */
export class ConnectionGuard {
  #connections = 0;

  /** Connections that are open. */
  get connections(): number {
    return this.#connections;
  }

  /** Watches a server. */
  watch(server: Http2Server, maxConnections: number): void {
    server.maxConnections = maxConnections;
    const shakingHands = new Map<string, NodeJS.Timeout>();
    server.on('connection', (socket: Socket) => {
      const timer = setTimeout(() => socket.destroy(), handshakeMs);
      const peer = peerOf(socket);
      shakingHands.set(peer, timer);
      socket.once('close', () => forget(peer, timer));
    });
    const forget = (peer: string, timer: NodeJS.Timeout | undefined) => {
      clearTimeout(timer);
      if (shakingHands.get(peer) === timer) shakingHands.delete(peer);
    };
    server.on('session', (session: ServerHttp2Session) => {
      const peer = peerOf(session.socket);
      forget(peer, shakingHands.get(peer));
      this.#connections += 1;
      session.once('close', () => (this.#connections -= 1));
      limitControlFrames(session);
    });
  }
}

function peerOf(socket: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;
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
