import type {
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Stream,
  ServerStreamResponseOptions,
} from 'node:http2';
import { GatedStream, type GatedRequest, type GatedStreamEvents } from './gated-stream.ts';
import { refusals } from './refusal.ts';
import { RequestFraming } from './request-framing.ts';
import { writeTimeout } from './timeout-header.ts';

/** What grpc-js says, with INTERNAL, of a request whose bytes are at fault. */
const requestFault = new Set(['Failed%20to%20decompress%20message', 'Error%20deserializing%20request']);

/** A stream that grpc-js answers: watched from outside, as it comes and goes. */
export class PassedStream extends GatedStream {
  readonly #headers: IncomingHttpHeaders;
  readonly #handle: () => void;

  /** @param handle - hands it to grpc-js */
  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    about: GatedRequest,
    events: GatedStreamEvents,
    handle: () => void,
  ) {
    super(stream, about, events);
    this.#headers = headers;
    this.#handle = handle;
  }

  receive(): boolean {
    return false;
  }

  protected begin(waitedMs: number): void {
    // Before grpc-js listens, so that it sees nothing that is refused.
    this.#watchRequest();
    this.#watchAnswer();
    const { timeoutMs } = this.about;
    // grpc-js counts from now, the caller from when it sent.
    if (waitedMs > 0 && timeoutMs !== Infinity) this.#headers['grpc-timeout'] = writeTimeout(timeoutMs - waitedMs);
    this.#handle();
  }

  #watchRequest(): void {
    const framing = new RequestFraming(this.about.mostBytes, this.about.tooLarge);
    this.stream.on('data', (bytes: Buffer) => {
      const fault = framing.add(bytes);
      if (fault !== undefined) this.events.refused(this, fault);
    });
    this.stream.once('end', () => {
      const fault = framing.end();
      if (fault === undefined) this.events.arrived(this);
      else this.events.refused(this, fault);
    });
  }

  /** grpc-js hands the answer over in one piece, when the handler has it. */
  #watchAnswer(): void {
    const { stream } = this;
    const respond = stream.respond.bind(stream);
    stream.respond = (headers?: OutgoingHttpHeaders, options?: ServerStreamResponseOptions) => {
      this.events.answered(this);
      if (headers?.['grpc-status'] === 13 && requestFault.has(String(headers['grpc-message']))) {
        respond(refusals.malformedCompression.headers, options);
        return;
      }
      respond(headers, options);
    };
  }
}
