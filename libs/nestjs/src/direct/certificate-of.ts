import type { Http2Session } from 'node:http2';
import { TLSSocket } from 'node:tls';
import type { CallerCertificate } from '../usage/caller-name.ts';

/** Node makes an object of the whole certificate each time; a connection has the same one as long as it lasts. */
const known = new WeakMap<Http2Session, CallerCertificate | undefined>();

/** The certificate of a connection's caller; undefined where it has shown none. */
export function certificateOf(session: Http2Session): CallerCertificate | undefined {
  if (known.has(session)) return known.get(session);
  const certificate = session.socket instanceof TLSSocket ? session.socket.getPeerCertificate() : undefined;
  known.set(session, certificate);
  return certificate;
}
