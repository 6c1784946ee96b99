import type { OutgoingHttpHeaders, ServerHttp2Stream, ServerStreamResponseOptions } from 'node:http2';
import type { Applicant } from './admission.ts';
import type { Criticality } from './criticality.ts';
import { type Refusal, refusals } from './refusal.ts';
import { RequestFraming } from './request-framing.ts';

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

/** What grpc-js says, with INTERNAL, of a request whose bytes are at fault. */
const requestFault = new Set(['Failed%20to%20decompress%20message', 'Error%20deserializing%20request']);

/** A stream with a unary request, on its way through a gate. */
export class GatedStream implements Applicant {
  readonly stream: ServerHttp2Stream;
  readonly criticality: Criticality;
  readonly sinceMs: number;
  /**
   * `waiting` for its turn; `arriving`; `held`: it has its turn, and does not count as long as it does not arrive;
   * `running`; `answered`, and on its way; `done`.
   */
  state: 'waiting' | 'arriving' | 'held' | 'running' | 'answered' | 'done' = 'waiting';
  readonly #events: GatedStreamEvents;
  readonly #start: (waitedMs: number) => void;

  /** @param start - hands it to grpc-js */
  constructor(
    stream: ServerHttp2Stream,
    about: { readonly criticality: Criticality; readonly sinceMs: number },
    events: GatedStreamEvents,
    start: (waitedMs: number) => void,
  ) {
    this.stream = stream;
    this.criticality = about.criticality;
    this.sinceMs = about.sinceMs;
    this.#events = events;
    this.#start = start;
    stream.once('close', () => events.closed(this));
  }

  admitted(waitedMs: number): void {
    this.#events.admitted(this);
    this.#start(waitedMs);
  }

  refused(): void {
    this.#events.refused(this, undefined);
  }

  /** Watches the request arrive. To be called before grpc-js listens, so that it sees nothing that is refused. */
  watchRequest(mostBytes: number, tooLarge: Refusal): void {
    const framing = new RequestFraming(mostBytes, tooLarge);
    this.stream.on('data', (bytes: Buffer) => {
      const fault = framing.add(bytes);
      if (fault !== undefined) this.#events.refused(this, fault);
    });
    this.stream.once('end', () => {
      const fault = framing.end();
      if (fault === undefined) this.#events.arrived(this);
      else this.#events.refused(this, fault);
    });
  }

  /** Watches for the answer: grpc-js hands it over in one piece, when the handler has it. */
  watchAnswer(): void {
    const { stream } = this;
    const respond = stream.respond.bind(stream);
    stream.respond = (headers?: OutgoingHttpHeaders, options?: ServerStreamResponseOptions) => {
      this.#events.answered(this);
      if (headers?.['grpc-status'] === 13 && requestFault.has(String(headers['grpc-message']))) {
        respond(refusals.malformedCompression.headers, options);
        return;
      }
      respond(headers, options);
    };
  }
}
