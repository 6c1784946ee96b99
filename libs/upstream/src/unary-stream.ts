import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { MessageReader, type MessageProblem } from './message-reader.ts';
import { transportStatus } from './reply.ts';
import { codeFromReset, resetName } from './reset-code.ts';
import { codeFromHttpStatus, statusCode } from './status-code.ts';
import { statusReply } from './status-reply.ts';
import { ReceivedTrailers } from './trailers.ts';
import type { StatusReply, UpstreamReply } from './upstream.ts';

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** The connection, as one of its streams sees it. */
export interface StreamOwner {
  /** The address of the peer, for messages. */
  readonly peer: string;
  /** Something came from the peer. */
  heard(): void;
  /** The stream is over, and its place free. */
  streamClosed(): void;
  /** The stream is ended before the peer has. */
  streamReset(): void;
  /** What to answer where the whole connection is gone: undefined while it is not. */
  lossReply(streamId: number | undefined): StatusReply | undefined;
}

/**
 * One call on one HTTP/2 stream. Ends the call as soon as its outcome is known, which is before the stream is closed,
 * and tells the connection about the latter.
 */
export class UnaryStream {
  readonly #stream: ClientHttp2Stream;
  readonly #owner: StreamOwner;
  readonly #reader: MessageReader;
  #done: ((reply: UpstreamReply) => void) | undefined;
  #headers: ResponseHeaders | undefined;
  #trailers: IncomingHttpHeaders | undefined;
  #dataEnded = false;

  constructor(
    stream: ClientHttp2Stream,
    owner: StreamOwner,
    frame: Buffer,
    maxReplyBytes: number,
    done: (reply: UpstreamReply) => void,
  ) {
    this.#stream = stream;
    this.#owner = owner;
    this.#reader = new MessageReader(maxReplyBytes);
    this.#done = done;
    stream.on('response', (headers, flags) => this.#onHeaders(headers, flags));
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('trailers', (trailers: IncomingHttpHeaders) => this.#onTrailers(trailers));
    stream.on('end', () => this.#onEnd());
    stream.on('close', () => this.#onClose());
    // The reset code tells what there is to know; without a listener the process would end.
    stream.on('error', ignore);
    stream.end(frame);
  }

  /** Forgets the call and resets the stream. */
  cancel(): void {
    if (this.#done === undefined) return;
    this.#done = undefined;
    this.#reset();
  }

  #onHeaders(headers: ResponseHeaders, flags: number): void {
    this.#owner.heard();
    this.#headers = headers;
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
      // Trailers-only: the one block of headers is both.
      this.#complete();
    } else if (headers['content-type']?.startsWith('application/grpc') !== true) {
      this.#abandon(this.#notGrpc(headers));
    }
  }

  #onData(chunk: Buffer): void {
    this.#owner.heard();
    if (this.#done === undefined) return;
    const problem = this.#reader.push(chunk);
    if (problem !== undefined) this.#abandon(this.#problemReply(problem));
  }

  #onTrailers(trailers: IncomingHttpHeaders): void {
    this.#owner.heard();
    this.#trailers = trailers;
    if (this.#dataEnded) this.#complete();
  }

  #onEnd(): void {
    this.#dataEnded = true;
    if (this.#trailers !== undefined) this.#complete();
  }

  #onClose(): void {
    this.#complete();
    this.#owner.streamClosed();
  }

  #complete(): void {
    if (this.#done !== undefined) this.#settle(this.#outcome());
  }

  #settle(reply: UpstreamReply): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(reply);
  }

  /** Settles before the peer has said all it has to say. */
  #abandon(reply: UpstreamReply): void {
    this.#reset();
    this.#settle(reply);
  }

  #reset(): void {
    this.#stream.close(constants.NGHTTP2_CANCEL);
    this.#owner.streamReset();
  }

  #outcome(): UpstreamReply {
    const headers = this.#headers;
    const block = this.#trailers ?? headers;
    if (headers !== undefined && block?.['grpc-status'] !== undefined) {
      const trailers = new ReceivedTrailers(headers, this.#trailers);
      return block['grpc-status'] === '0' ? this.#okReply(trailers) : statusReply(block, trailers);
    }
    if (headers !== undefined && headers[':status'] !== 200) return this.#notGrpc(headers);
    return this.#owner.lossReply(this.#stream.id) ?? this.#resetReply(headers);
  }

  #okReply(trailers: ReceivedTrailers): UpstreamReply {
    const read = this.#reader.end();
    switch (read.kind) {
      case 'message':
        return { kind: 'ok', message: read.message, trailers };
      case 'none':
        // A matter of cardinality, which is UNIMPLEMENTED on the client's side too (gRPC, statuscodes.md).
        return transportStatus(
          statusCode.UNIMPLEMENTED,
          `${this.#owner.peer} answered OK without a message`,
          true,
          trailers,
        );
      case 'truncated':
        return transportStatus(
          statusCode.INTERNAL,
          `${this.#owner.peer} answered OK with half a message`,
          true,
          trailers,
        );
    }
  }

  #notGrpc(headers: ResponseHeaders): StatusReply {
    const status = headers[':status'] ?? 0;
    const type = headers['content-type'] ?? 'none';
    const message = `${this.#owner.peer} answered HTTP ${status} and no gRPC (content-type: ${type})`;
    return transportStatus(codeFromHttpStatus(status), message, true, new ReceivedTrailers(headers, undefined));
  }

  #problemReply(problem: MessageProblem): StatusReply {
    const { peer } = this.#owner;
    switch (problem.kind) {
      case 'too-large':
        return transportStatus(
          statusCode.RESOURCE_EXHAUSTED,
          `the reply of ${peer} has ${problem.bytes} bytes, which is over the limit`,
          true,
        );
      case 'several':
        return transportStatus(statusCode.UNIMPLEMENTED, `${peer} answered with more than one message`, true);
      case 'compressed':
        return transportStatus(statusCode.INTERNAL, `${peer} compressed its reply, which nothing allowed`, true);
      case 'not-framed':
        return transportStatus(statusCode.INTERNAL, `${peer} answered with bytes that are no gRPC message`, true);
    }
  }

  #resetReply(headers: ResponseHeaders | undefined): StatusReply {
    const { peer } = this.#owner;
    const resetCode = this.#stream.rstCode;
    if (resetCode === constants.NGHTTP2_NO_ERROR) {
      return transportStatus(statusCode.UNKNOWN, `${peer} ended the call without a status`, true);
    }
    const sent = resetCode !== constants.NGHTTP2_REFUSED_STREAM || headers !== undefined;
    return transportStatus(codeFromReset(resetCode), `${peer} reset the call: ${resetName(resetCode)}`, sent);
  }
}

function ignore(): void {}
