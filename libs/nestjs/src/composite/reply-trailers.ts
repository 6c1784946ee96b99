import { Metadata, ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
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

/**
 * Sends the trailers of replies, for which NestJS has no way: it takes them from the reply when that passes, and adds
 * them to the status that follows.
 *
 * @param paths - of the composite methods; calls to others are left alone
 */
export function replyTrailersInterceptor(paths: ReadonlySet<string>): ServerInterceptor {
  return (method, call) => {
    return paths.has(method.path) ? new CallWithTrailers(call) : new ServerInterceptingCall(call);
  };
}

type Status = Parameters<ServerInterceptingCall['sendStatus']>[0];

class CallWithTrailers extends ServerInterceptingCall {
  #trailers: ReplyTrailers = [];

  override sendMessage(message: unknown, callback: () => void): void {
    if (message instanceof CompositeReply) this.#trailers = message.trailers;
    super.sendMessage(message, callback);
  }

  override sendStatus(sent: Status): void {
    if (sent.code !== status.OK || this.#trailers.length === 0) {
      super.sendStatus(sent);
      return;
    }
    const metadata = toMetadata(this.#trailers);
    if (sent.metadata instanceof Metadata) metadata.merge(sent.metadata);
    super.sendStatus({ ...sent, metadata });
  }
}
