import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { ResetBudget } from '@tributary/upstream';
import { goAway } from './end-connection.ts';
import type { Newcomers } from './newcomers.ts';
import type { OpenStreams, StreamWatcher } from './open-streams.ts';

/** The most that answered calls speak for a connection. */
const mostCredit = 1000;
/** A call that is left so soon is one that nobody wanted. Of those that are left later, few can be open in a second. */
const hastyMs = 50;
/** How long a connection that is turned away stays, unread. Who does not look at what it is told is kept busy by that. */
const turnedAwayMs = 5000;

const deadlineExceeded: number = status.DEADLINE_EXCEEDED;

/** What a connection's standing depends on. */
export interface StandingOptions {
  readonly session: ServerHttp2Session;
  readonly streams: OpenStreams;
  readonly newcomers: Newcomers;
  /** Calls that may be left at once, and again each second. */
  readonly allowed: number;
  /** Ends the connection in good order. */
  readonly retire: () => void;
}

/**
 * What a connection's calls have come to. An answer speaks for it, and a call that its caller leaves at once against it
 * (rapid reset, CVE-2023-44487). One whose answers outnumber its open calls is known; the others are newcomers. Who leaves
 * more calls so soon than there may be open, besides one for each answer and so many again each second, is turned away.
 */
export class ConnectionStanding implements StreamWatcher {
  readonly #options: StandingOptions;
  readonly #resets = new ResetBudget(performance.now());
  #credit = 0;
  #chargedAtMs = 0;
  #ending: NodeJS.Timeout | undefined;
  #isKnown = false;

  constructor(options: StandingOptions) {
    this.#options = options;
    options.newcomers.add(options.streams.reading);
  }

  opened(open: number): void {
    this.#judge(open);
  }

  closed(open: number, stream: ServerHttp2Stream, tookMs: number): void {
    const isLeft = !stream.headersSent || stream.rstCode !== constants.NGHTTP2_NO_ERROR;
    if (!isLeft) this.#credit = Math.min(mostCredit, this.#credit + 1);
    else if (tookMs < hastyMs) this.#charge();
    if ((isLeft || mayBeLeft(stream)) && !this.#resets.spend(performance.now())) setImmediate(this.#options.retire);
    this.#judge(open);
  }

  /** It has ended. */
  end(): void {
    clearTimeout(this.#ending);
    this.#options.newcomers.remove(this.#options.streams.reading);
  }

  #judge(open: number): void {
    const { session, streams, newcomers } = this.#options;
    const isKnown = this.#credit > open;
    if (!isKnown && !this.#isKnown) newcomers.served(streams.reading);
    else if (isKnown !== this.#isKnown && !session.destroyed) {
      if (isKnown) newcomers.remove(streams.reading);
      else newcomers.add(streams.reading);
    }
    this.#isKnown = isKnown;
  }

  #charge(): void {
    const { session, newcomers, allowed } = this.#options;
    if (session.destroyed) return;
    const now = performance.now();
    if (this.#credit < 0) {
      this.#credit = Math.min(0, this.#credit + ((now - this.#chargedAtMs) / 1000) * allowed);
    }
    this.#chargedAtMs = now;
    this.#credit -= 1;
    if (this.#credit >= -allowed) return;
    if (this.#ending !== undefined) {
      newcomers.left(1);
      return;
    }
    newcomers.left(allowed);
    this.#turnAway();
  }

  /** What it asked for before is answered still; its caller makes other calls on another connection. */
  #turnAway(): void {
    const { session, streams } = this.#options;
    streams.reading.hold();
    // Frames are being read in this turn, of which none may end a session: see goAway.
    setImmediate(() => goAway(session, streams, constants.NGHTTP2_ENHANCE_YOUR_CALM));
    this.#ending = setTimeout(() => session.destroy(), turnedAwayMs).unref();
  }
}

/** Its caller's deadline may have passed on its side, too, and then what it says of that crosses the answer. */
function mayBeLeft({ sentHeaders }: ServerHttp2Stream): boolean {
  return Number(sentHeaders['grpc-status']) === deadlineExceeded;
}
