import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

/** The streams of a connection that have not closed. */
export class OpenStreams {
  #open = 0;
  #quietSinceMs = performance.now();
  #none: (() => void) | undefined;
  /** The connection is told to end. */
  isEnding = false;

  constructor(session: ServerHttp2Session) {
    const closed = () => {
      this.#open -= 1;
      if (this.#open > 0) return;
      this.#quietSinceMs = performance.now();
      this.#none?.();
    };
    session.on('stream', (stream: ServerHttp2Stream) => {
      this.#open += 1;
      stream.once('close', closed);
    });
  }

  /** For how long there has been none. */
  get quietMs(): number {
    return this.#open > 0 ? 0 : performance.now() - this.#quietSinceMs;
  }

  /** Runs something once there is none, now or later. */
  whenNone(run: () => void): void {
    if (this.#open === 0) {
      run();
      return;
    }
    this.#none = () => {
      this.#none = undefined;
      run();
    };
  }
}
