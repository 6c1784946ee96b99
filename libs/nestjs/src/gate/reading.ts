import type { ServerHttp2Session } from 'node:http2';

/** What Node's sockets read by. It is nobody's promise: without it connections are read as they come. */
interface Handle {
  readStart(): void;
  readStop(): void;
}

/**
 * Reading from a connection, which can be put off: what the peer sends meanwhile waits in its socket, and later at the peer.
 * (A session does not let its socket be paused, and nothing else slows down who sends frames that no window counts.)
 */
export class Reading {
  readonly #session: ServerHttp2Session;
  readonly #handle: Handle | undefined;
  #holds = 0;

  constructor(session: ServerHttp2Session) {
    this.#session = session;
    this.#handle = handleOf(session.socket);
  }

  /** Puts it off until it is released as often. */
  hold(): void {
    this.#holds += 1;
    if (this.#holds === 1 && !this.#session.destroyed) this.#handle?.readStop();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0 && !this.#session.destroyed) this.#handle?.readStart();
  }
}

function handleOf(socket: object): Handle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<Handle> | null };
  return typeof handle?.readStart === 'function' && typeof handle.readStop === 'function'
    ? (handle as Handle)
    : undefined;
}
