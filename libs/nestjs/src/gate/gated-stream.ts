import type { ServerHttp2Stream } from 'node:http2';
import type { Applicant } from './admission.ts';
import type { Criticality } from './criticality.ts';
import type { Refusal } from './refusal.ts';

/** What a gate hears of a stream. */
export interface GatedStreamEvents {
  admitted(gated: GatedStream): void;
  refused(gated: GatedStream, refusal: Refusal | undefined): void;
  /** All of the request is there. */
  arrived(gated: GatedStream): void;
  /** The answer, or the first of it, is on its way. */
  answered(gated: GatedStream): void;
  /** Nothing comes or goes any more. */
  closed(gated: GatedStream): void;
}

/** What is known of a stream when its headers are there, and what its request is held to. */
export interface GatedRequest {
  readonly criticality: Criticality;
  /** When it came, as `performance.now()`. */
  readonly sinceMs: number;
  /** What the caller gives; Infinity: as long as it takes. */
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** What is said of a message of more than `mostBytes`. */
  readonly tooLarge: Refusal;
}

/** A stream with a unary request, on its way through a gate. */
export abstract class GatedStream implements Applicant {
  readonly stream: ServerHttp2Stream;
  /**
   * `receiving`: it arrives, and asks for its turn when it has, `ready`. Or it asks at once, `waiting`, as grpc-js wants it,
   * and then is `arriving`; `held`: it has its turn, and does not count as long as it does not arrive. `running`;
   * `answered`, and on its way; `done`.
   */
  state: 'receiving' | 'ready' | 'waiting' | 'arriving' | 'held' | 'running' | 'answered' | 'done' = 'waiting';
  protected readonly about: GatedRequest;
  protected readonly events: GatedStreamEvents;

  constructor(stream: ServerHttp2Stream, about: GatedRequest, events: GatedStreamEvents) {
    this.stream = stream;
    this.about = about;
    this.events = events;
    stream.once('close', () => this.closed());
  }

  get criticality(): Criticality {
    return this.about.criticality;
  }

  get sinceMs(): number {
    return this.about.sinceMs;
  }

  admitted(waitedMs: number): void {
    this.events.admitted(this);
    this.begin(waitedMs);
  }

  refused(): void {
    this.events.refused(this, undefined);
  }

  /**
   * Reads the request before it asks for its turn, and tells when it has arrived.
   *
   * @returns false where it is read only when it has its turn
   */
  abstract receive(): boolean;

  /** It has its turn, after it has waited so long: sees to the answer, and to the request where it was not received. */
  protected abstract begin(waitedMs: number): void;

  protected closed(): void {
    this.events.closed(this);
  }
}
