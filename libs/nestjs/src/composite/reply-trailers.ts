import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface, status } from '@grpc/grpc-js';
import { CompositeReply, type ReplyTrailers } from './composite-reply.ts';

/** Puts trailers into metadata. */
export function toMetadata(trailers: ReplyTrailers): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of trailers) {
    metadata.add(
      key,
      typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    );
  }
  return metadata;
}

type Status = Parameters<ServerInterceptingCall['sendStatus']>[0];

/**
 * A call that sends the trailers of its reply, for which NestJS has no way: it takes them from the reply when that
 * passes, and adds them to the status that follows. What there is to tell of the method itself goes out with any status.
 */
export class CallWithTrailers extends ServerInterceptingCall {
  readonly #ofMethod: ReplyTrailers;
  #trailers: ReplyTrailers = [];

  constructor(call: ServerInterceptingCallInterface, ofMethod: ReplyTrailers) {
    super(call);
    this.#ofMethod = ofMethod;
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (message instanceof CompositeReply) this.#trailers = message.trailers;
    super.sendMessage(message, callback);
  }

  override sendStatus(sent: Status): void {
    const own = sent.code === status.OK ? this.#trailers : [];
    if (own.length === 0 && this.#ofMethod.length === 0) {
      super.sendStatus(sent);
      return;
    }
    const metadata = toMetadata(this.#ofMethod.length === 0 ? own : [...own, ...this.#ofMethod]);
    if (sent.metadata instanceof Metadata) metadata.merge(sent.metadata);
    super.sendStatus({ ...sent, metadata });
  }
}
