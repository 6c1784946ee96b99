import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import type { ServerLimits } from '@tributary/configuration';
import { Admission } from './admission.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { CRITICALITY_KEY, criticalityOf } from './criticality.ts';
import type { GatedRequest, GatedStream, GatedStreamEvents } from './gated-stream.ts';
import { LoopDelay } from './loop-delay.ts';
import { PassedStream } from './passed-stream.ts';
import { type Refusal, refusal, type RefusalReason, refusals, sendRefusal } from './refusal.ts';
import { joinRepeatedHeaders } from './repeated-headers.ts';
import { Turn } from './turn.ts';
import { readTimeout } from './timeout-header.ts';

/** What Node says of a new stream. */
export type StreamEvent = [
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
];

/** Takes a stream on in grpc-js's stead. */
export type DirectAnswerer = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  about: GatedRequest,
  events: GatedStreamEvents,
) => GatedStream;

/** Who answers which requests: undefined for those that are not unary, and pass without counting. */
export type AnswererOf = (path: string) => 'grpc-js' | DirectAnswerer | undefined;

/** How a server is doing. */
export interface ServerLoad {
  readonly connections: number;
  /** Unary requests that are being answered. */
  readonly inFlight: number;
  readonly queued: number;
  /** How many there may be in flight, as things are. */
  readonly concurrencyLimit: number;
  /** Requests that no handler has seen, by reason, since the start. */
  readonly refused: ReadonlyMap<RefusalReason, number>;
}

/** How often the gate looks at the event loop and at streams that take their time. */
const watchMs = 100;
/** A request that has not arrived after so long does not count among those in flight until it has. */
const promptMs = 100;
/** How long the gate ends streams that took too much of it before it lets others have a turn, and how long that may be. */
const endingSliceMs = 2;
const endingPauseMs = 10;
/** What callers are told to wait before they try again: not all the same. */
const pushbacksMs = [50, 100, 150, 200, 250, 300, 350, 400];

/** A process that has had nothing to wait for, but for so small a share of the time, for so long, has more to do than it can. */
const busyShare = 0.95;
const busyForMs = 350;
/** What a turn of the event loop may take of one that has not: a burst. */
const longTurnMs = 400;

/**
 * Stands between Node's HTTP/2 streams and grpc-js, which takes what comes: it takes on as many unary requests as the
 * process can do, refuses others at little cost, and ends streams whose callers are slow on purpose. Calls that are not
 * unary, health and reflection pass.
 */
export class StreamGate implements GatedStreamEvents {
  readonly #limits: ServerLimits;
  readonly #answererOf: AnswererOf;
  readonly #limit: ConcurrencyLimit;
  readonly #admission: Admission;
  readonly #loopDelay = new LoopDelay();
  readonly #refused = new Map<RefusalReason, number>();
  // In the order in which they came, so that the slowest are first.
  readonly #arriving = new Set<GatedStream>();
  readonly #answered = new Map<GatedStream, number>();
  readonly #watch: NodeJS.Timeout;
  #endingMore: NodeJS.Timeout | undefined;
  readonly #metadataTooLarge: Refusal;
  readonly #requestTooLarge: Refusal;
  readonly #overloaded: readonly Refusal[];
  #refusals = 0;
  #lookedAtMs = performance.now();
  readonly #turn = new Turn();
  #utilization = performance.eventLoopUtilization();
  #busyForMs = 0;

  constructor(limits: ServerLimits, answererOf: AnswererOf) {
    this.#limits = limits;
    this.#answererOf = answererOf;
    this.#limit = new ConcurrencyLimit(limits.concurrentRequests, limits.lateMs);
    this.#admission = new Admission({
      limit: this.#limit,
      queueMs: limits.queueMs,
      now: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    const { RESOURCE_EXHAUSTED, UNAVAILABLE } = status;
    const metadata = `the request has more metadata than the ${limits.metadataBytes} bytes of limits.metadata_size`;
    this.#metadataTooLarge = refusal('METADATA_TOO_LARGE', RESOURCE_EXHAUSTED, metadata);
    const size = `the request message is larger than the ${limits.requestBytes} bytes of limits.request_size`;
    this.#requestTooLarge = refusal('REQUEST_TOO_LARGE', RESOURCE_EXHAUSTED, size);
    const overloaded = 'the server has more requests than it can answer; try again later, or elsewhere';
    this.#overloaded = pushbacksMs.map((ms) => refusal('OVERLOADED', UNAVAILABLE, overloaded, ms));
    this.#watch = setInterval(() => this.#look(), watchMs).unref();
  }

  /** How it is doing, but for connections. */
  get load(): Omit<ServerLoad, 'connections'> {
    const { inFlight, queued } = this.#admission;
    return { inFlight, queued, concurrencyLimit: this.#limit.current, refused: this.#refused };
  }

  /** Lets a stream pass to `handle`, now or in a moment, or refuses it. */
  pass(event: StreamEvent, handle: (...event: StreamEvent) => void): void {
    const [stream, headers, , rawHeaders] = event;
    joinRepeatedHeaders(headers, rawHeaders);
    const timeoutMs = readTimeout(headers['grpc-timeout']);
    if (sizeOf(rawHeaders) > this.#limits.metadataBytes) this.#refuse(stream, this.#metadataTooLarge);
    else if (timeoutMs === undefined) this.#refuse(stream, refusals.malformedTimeout);
    else {
      // As good as none, and grpc-js would take it for none left.
      if (timeoutMs === Infinity) delete headers['grpc-timeout'];
      const answerer = this.#answererOf(headers[':path'] ?? '');
      if (answerer === undefined) {
        handle(...event);
        return;
      }
      if (this.#isSpent()) {
        this.#refuse(stream, this.#nextOverloaded());
        return;
      }
      const about: GatedRequest = {
        criticality: criticalityOf(headers[CRITICALITY_KEY]),
        sinceMs: performance.now(),
        timeoutMs,
        mostBytes: this.#limits.requestBytes,
        tooLarge: this.#requestTooLarge,
      };
      const gated =
        answerer === 'grpc-js' || !isGrpc(headers)
          ? new PassedStream(stream, headers, about, this, () => handle(...event))
          : answerer(stream, headers, about, this);
      if (gated.receive()) {
        gated.state = 'receiving';
        this.#arriving.add(gated);
      } else {
        this.#admission.apply(gated);
      }
    }
  }

  admitted(gated: GatedStream): void {
    if (gated.state === 'ready') {
      gated.state = 'running';
      return;
    }
    gated.state = 'arriving';
    this.#arriving.add(gated);
  }

  refused(gated: GatedStream, fault: Refusal | undefined): void {
    if (gated.state === 'done') return;
    this.#settle(gated, 'done');
    this.#refuse(gated.stream, fault ?? this.#nextOverloaded());
  }

  arrived(gated: GatedStream): void {
    this.#arriving.delete(gated);
    if (gated.state === 'receiving') {
      gated.state = 'ready';
      this.#admission.apply(gated);
      return;
    }
    if (gated.state === 'held') this.#admission.resume();
    if (gated.state === 'held' || gated.state === 'arriving') gated.state = 'running';
  }

  answered(gated: GatedStream): void {
    if (gated.state === 'done') return;
    this.#settle(gated, 'answered');
    this.#answered.set(gated, performance.now());
  }

  closed(gated: GatedStream): void {
    if (gated.state === 'waiting' || gated.state === 'ready') this.#admission.withdraw(gated);
    this.#settle(gated, 'done');
    this.#answered.delete(gated);
  }

  /** Refuses what waits, and stops watching. */
  close(): void {
    this.#admission.close();
    this.#loopDelay.stop();
    clearInterval(this.#watch);
    clearTimeout(this.#endingMore);
  }

  #settle(gated: GatedStream, state: 'answered' | 'done'): void {
    const counts = gated.state === 'arriving' || gated.state === 'running';
    gated.state = state;
    this.#arriving.delete(gated);
    if (counts) this.#admission.release();
  }

  /**
   * Whether this turn of the event loop has taken so long that what still comes in it has waited too long: in sockets, and in
   * callers whose streams are all taken. Nobody sees that from here, and where answers wait for nothing, none is in flight.
   */
  #isSpent(): boolean {
    const { lateMs } = this.#limits;
    return this.#turn.spentMs() > (this.#busyForMs > busyForMs ? lateMs : Math.max(longTurnMs, lateMs));
  }

  #nextOverloaded(): Refusal {
    return this.#overloaded[this.#refusals++ % this.#overloaded.length] ?? refusals.tooSlow;
  }

  #refuse(stream: ServerHttp2Stream, answer: Refusal): void {
    this.#refused.set(answer.reason, (this.#refused.get(answer.reason) ?? 0) + 1);
    sendRefusal(stream, answer);
  }

  #look(): void {
    const now = performance.now();
    this.#limit.observe(this.#loopDelay.take(), this.#admission.takePeak(), now - this.#lookedAtMs);
    const utilization = performance.eventLoopUtilization();
    const isBusy = performance.eventLoopUtilization(utilization, this.#utilization).utilization > busyShare;
    this.#busyForMs = isBusy ? this.#busyForMs + now - this.#lookedAtMs : 0;
    this.#utilization = utilization;
    this.#lookedAtMs = now;
    this.#endSlow(now);
  }

  /** Ends streams that take too long, some of them at a time: thousands may have been opened in the same moment. */
  #endSlow(now: number): void {
    clearTimeout(this.#endingMore);
    const isSpent = () => performance.now() - now > endingSliceMs;
    for (const gated of this.#arriving) {
      if (now - gated.sinceMs < promptMs) break;
      if (gated.state === 'arriving') {
        gated.state = 'held';
        this.#admission.release();
      }
      if (now - gated.sinceMs <= this.#limits.requestMs) continue;
      this.refused(gated, refusals.tooSlow);
      if (isSpent()) break;
    }
    for (const [gated, sinceMs] of this.#answered) {
      if (now - sinceMs < this.#limits.answerMs || isSpent()) break;
      gated.stream.close(constants.NGHTTP2_CANCEL);
    }
    if (isSpent()) this.#endingMore = setTimeout(() => this.#endSlow(performance.now()), endingPauseMs).unref();
  }
}

/** What headers take, as HTTP/2 counts them (RFC 9113, 6.5.2). */
function sizeOf(rawHeaders: readonly string[]): number {
  let size = rawHeaders.length * 16;
  for (const text of rawHeaders) size += text.length;
  return size;
}

/** What is not, grpc-js answers as HTTP does. */
function isGrpc(headers: IncomingHttpHeaders): boolean {
  return headers[':method'] === 'POST' && headers['content-type']?.startsWith('application/grpc') === true;
}
