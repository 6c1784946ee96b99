import { constants, type ServerHttp2Session } from 'node:http2';

/** How long a peer may take to tell that it knows. */
const knowsWithinMs = 1000;

/**
 * Ends a connection so that no call is lost: the peer is told to make no more calls on it, and those that were on their way
 * by then are taken, which a PING that comes back behind them proves; then it closes when its calls have ended.
 *
 * (`session.close()` alone, as grpc-js does it, cuts off what the peer has sent by then.)
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113.html#section-6.8
 */
export function endConnection(session: ServerHttp2Session): void {
  if (session.destroyed || session.closed) return;
  const close = () => {
    clearTimeout(timer);
    if (!session.destroyed) session.close();
  };
  const timer = setTimeout(close, knowsWithinMs);
  try {
    session.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
    if (!session.ping(close)) close();
  } catch {
    // It has just gone.
    close();
  }
}
