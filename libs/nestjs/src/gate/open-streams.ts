import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { Reading } from './reading.ts';

/** Who hears of a connection's streams. */
export interface StreamWatcher {
  /** One has come, and there are so many now. */
  opened(open: number): void;
  /** One has closed, after it was there for so long. So many are left. */
  closed(open: number, stream: ServerHttp2Stream, tookMs: number): void;
}

/** The streams of a connection that have not closed. */
export class OpenStreams {
  readonly reading: Reading;
  readonly #session: ServerHttp2Session;
  #open = 0;
  #quietSinceMs = performance.now();
  #none: (() => void) | undefined;
  /** The connection is told to end. */
  isEnding = false;

  constructor(session: ServerHttp2Session) {
    this.#session = session;
    this.reading = new Reading(session);
  }

  /** Counts them from now on, and tells. */
  watch(watcher: StreamWatcher): void {
    this.#session.on('stream', (stream: ServerHttp2Stream) => {
      this.#open += 1;
      const openedMs = performance.now();
      stream.once('close', () => {
        const now = performance.now();
        this.#open -= 1;
        watcher.closed(this.#open, stream, now - openedMs);
        if (this.#open > 0) return;
        this.#quietSinceMs = now;
        this.#none?.();
      });
      watcher.opened(this.#open);
    });
  }

  /** How many there are. */
  get open(): number {
    return this.#open;
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
