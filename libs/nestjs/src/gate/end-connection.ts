import { constants, type ServerHttp2Session } from 'node:http2';
import type { OpenStreams } from './open-streams.ts';

/** How long a peer gets to read what it was told last, before its connection closes. */
const lingerMs = 100;
/** Stands for every stream that there may ever be. */
const anyStream = 2 ** 31 - 1;

/**
 * Ends a connection so that no call is lost: the peer is told to make no more calls on it, while those that it makes before
 * it knows are taken; when none is left it is told which was the last one, so that it may make later ones elsewhere; then
 * the connection closes.
 *
 * (`session.close()` alone, as grpc-js does it, closes at once when nothing is left, and what the peer has sent by then
 * keeps it from reading that.)
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113.html#section-6.8
 */
export function endConnection(session: ServerHttp2Session, streams: OpenStreams): void {
  if (session.destroyed || session.closed || streams.isEnding) return;
  streams.isEnding = true;
  session.goaway(constants.NGHTTP2_NO_ERROR, anyStream);
  endWhenDone(session, streams);
}

function endWhenDone(session: ServerHttp2Session, streams: OpenStreams): void {
  streams.whenNone(() =>
    setImmediate(() => {
      if (streams.open > 0) {
        endWhenDone(session, streams);
        return;
      }
      goAway(session, streams, constants.NGHTTP2_NO_ERROR);
      setTimeout(() => session.destroy(), lingerMs);
    }),
  );
}

/**
 * Tells a peer which was the last stream that was taken. To be called in a turn of its own, not while frames are read; and
 * none are read before it is sent. Where a GOAWAY that leaves out a stream is sent while that stream is being closed, Node
 * frees it twice, and the process ends.
 */
export function goAway(session: ServerHttp2Session, { reading }: OpenStreams, code: number): void {
  if (session.destroyed) return;
  reading.hold();
  session.goaway(code);
  setImmediate(() => setImmediate(() => reading.release()));
}
