import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import type { Answer, Cancel, CompositeCall } from '@tributary/engine';
import type { CompositeEndpoint, EndpointCall } from '../composite/composite-endpoint.ts';
import { GatedStream, type GatedRequest, type GatedStreamEvents } from '../gate/gated-stream.ts';
import type { DirectAnswerer } from '../gate/stream-gate.ts';
import type { CallerCertificate } from '../usage/caller-name.ts';
import { certificateOf } from './certificate-of.ts';
import { decompress } from './decompress.ts';
import { frameOf, replyHeaders, replyOptions, statusHeaders, statusOptions, trailersOf } from './reply-headers.ts';
import { nothingRead, type ReceivedBody, RequestBody } from './request-body.ts';
import { sentMetadata } from './sent-metadata.ts';

/** Answers the calls of an endpoint from Node's HTTP/2 streams, without a framework in between. */
export function answerDirectly(endpoint: CompositeEndpoint): DirectAnswerer {
  return (stream, headers, about, events) => new DirectCall(endpoint, stream, headers, about, events);
}

/** A call of a composite method, from its stream's first byte to its last. */
class DirectCall extends GatedStream implements EndpointCall {
  readonly path: string;
  request: Uint8Array = new Uint8Array();
  deadlineMs: number | undefined;
  asked: CompositeCall['asked'];
  readonly #endpoint: CompositeEndpoint;
  readonly #headers: IncomingHttpHeaders;
  readonly #body: RequestBody;
  #read: ReceivedBody = nothingRead;
  #cancel: Cancel | undefined;

  constructor(
    endpoint: CompositeEndpoint,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    about: GatedRequest,
    events: GatedStreamEvents,
  ) {
    super(stream, about, events);
    this.path = endpoint.path;
    this.#endpoint = endpoint;
    this.#headers = headers;
    this.#body = new RequestBody(about);
    // A peer that breaks the protocol ends its stream, which `close` tells as well.
    stream.on('error', ignore);
  }

  /** {@inheritDoc CompositeCall.metadata} */
  metadata(key: string): string | undefined {
    return sentMetadata(this.#headers, key);
  }

  certificate(): CallerCertificate | undefined {
    const { session } = this.stream;
    return session?.encrypted === true ? certificateOf(session) : undefined;
  }

  receive(): boolean {
    const { stream } = this;
    stream.on('data', (bytes: Buffer) => {
      const fault = this.#body.add(bytes);
      if (fault !== undefined) this.events.refused(this, fault);
    });
    stream.once('end', () => {
      if (this.state === 'done') return;
      const read = this.#body.end();
      if (read.kind === 'refused') {
        this.events.refused(this, read.refusal);
        return;
      }
      this.#read = read;
      this.events.arrived(this);
    });
    return true;
  }

  protected begin(): void {
    const { timeoutMs, sinceMs } = this.about;
    // The caller counts from when it sent.
    if (timeoutMs !== Infinity) this.deadlineMs = this.#endpoint.now() + timeoutMs - (performance.now() - sinceMs);
    const { kind, message } = this.#read;
    if (kind === 'none') this.#send(noMessage(this.path));
    else if (kind === 'message') this.#run(message);
    else {
      decompress(message, this.#headers['grpc-encoding'], this.about, (result) => {
        if (this.state === 'done') return;
        if (result.kind === 'message') this.#run(result.message);
        else if (result.kind === 'refused') this.events.refused(this, result.refusal);
        else this.#send(result);
      });
    }
  }

  protected override closed(): void {
    super.closed();
    this.#cancel?.();
  }

  #run(message: Uint8Array): void {
    this.request = message;
    // Too late it does nothing, so it may stay when the answer is there before it is.
    this.#cancel = this.#endpoint.answer(this, (answer) => this.#send(answer));
  }

  #send(answer: Answer): void {
    const { stream } = this;
    if (stream.destroyed || stream.closed || stream.headersSent) return;
    this.events.answered(this);
    const { trailers } = this.#endpoint;
    if (answer.kind === 'status') {
      stream.respond(statusHeaders(answer, trailers), statusOptions);
      return;
    }
    stream.respond(replyHeaders, replyOptions);
    stream.once('wantTrailers', () => stream.sendTrailers(trailersOf(answer, trailers)));
    stream.end(frameOf(answer.message));
  }
}

function noMessage(path: string): Answer {
  const message = `the request has no message, and ${path.slice(1)} takes one`;
  return { kind: 'status', code: status.UNIMPLEMENTED, message, details: new Uint8Array(), trailers: [] };
}

function ignore(): void {}
