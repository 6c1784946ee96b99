/** What a keepalive watches and does. */
export interface KeepaliveOptions {
  /** Silence before the first PING: at most that, and a quarter less at least. */
  readonly timeMs: number;
  /** How long a PING may be unanswered. */
  readonly timeoutMs: number;
  /** Calls that are open now. */
  readonly openCalls: () => number;
  /** Sends a PING, and calls back when it is answered. */
  readonly ping: (answered: () => void) => void;
  /** The peer has not answered. */
  readonly dead: () => void;
}

/** Silence is counted in ticks, so that hearing something costs no look at a clock. */
const TICKS = 4;
/**
 * Pings go out after 1, 3 and 7 times `timeMs` of silence, then only this far apart: servers that follow gRPC's
 * defaults end a connection on the fourth ping of a silence that comes within five minutes of the one before (gRFC A8).
 */
const FREE_PINGS = 3;
const RARE_PING_MS = 300_000;

/**
 * Finds a peer that is connected and silent (stopped, hung, unplugged). It runs only while calls are open or have gone
 * unanswered, and costs a call one comparison.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions;
  #timer: NodeJS.Timeout | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #heard = false;
  /** Calls were sent since the peer was last known to live, whether or not anyone still waits for their answers. */
  #unanswered = false;
  #silentTicks = 0;
  #pings = 0;
  #nextPingAt = TICKS;
  #stopped = false;

  constructor(options: KeepaliveOptions) {
    this.#options = options;
  }

  /** Whether the peer was asked and has not answered yet. */
  get asking(): boolean {
    return this.#timeout !== undefined;
  }

  /** A call was sent. */
  called(): void {
    this.#unanswered = true;
    if (this.#timer === undefined && !this.#stopped) this.#arm();
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heard = true;
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#timeout);
    this.#timer = this.#timeout = undefined;
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#tick(), this.#options.timeMs / TICKS);
    // Open calls keep the process alive by their socket.
    this.#timer.unref();
  }

  #tick(): void {
    this.#timer = undefined;
    const waiting = this.#options.openCalls() > 0;
    if (this.#heard) {
      this.#heard = this.#unanswered = false;
      // It may have been silent ever since the last tick.
      this.#silentTicks = 1;
      this.#pings = 0;
      this.#nextPingAt = TICKS;
      this.#answered();
    } else if (waiting || this.#unanswered) {
      this.#silentTicks++;
      if (this.#silentTicks >= this.#nextPingAt && this.#timeout === undefined) this.#ping();
    }
    if (waiting || this.#unanswered) this.#arm();
  }

  #ping(): void {
    const gap = this.#pings < FREE_PINGS - 1 ? 2 ** (this.#pings + 1) : RARE_PING_MS / this.#options.timeMs;
    this.#pings++;
    this.#nextPingAt = this.#silentTicks + gap * TICKS;
    this.#timeout = setTimeout(() => this.#expire(), this.#options.timeoutMs);
    this.#timeout.unref();
    this.#options.ping(() => {
      this.#unanswered = false;
      this.#answered();
    });
  }

  /** Any sign of life will do. */
  #answered(): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  /**
   * Timers come before input in a turn of the event loop: where it was this process that stood still, the answer is
   * there already, and is read before the check that an immediate makes.
   */
  #expire(): void {
    setImmediate(() => {
      if (this.#timeout === undefined || this.#stopped) return;
      if (this.#heard) this.#answered();
      else this.#options.dead();
    });
  }
}
