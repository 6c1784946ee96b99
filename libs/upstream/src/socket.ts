import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { Address } from './address.ts';
import type { TlsOptions } from './tls-options.ts';

/** How bytes go to an upstream. */
export type Transport =
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'tls';
      /** With the certificates and keys of now. */
      readonly context: () => SecureContext;
      /** The name to verify, and to send as SNI where it is no IP address. */ readonly serverName: string;
    };

/** Finds unplugged peers of connections without calls. */
const TCP_KEEPALIVE_MS = 30_000;

/**
 * Reads certificates and keys: here for a start, and again where they have changed when a connection is made.
 *
 * @throws {Error} where they are no PEM.
 */
export function createTransport(tls: TlsOptions | (() => TlsOptions) | undefined, host: string): Transport {
  if (tls === undefined) return { kind: 'plain' };
  const read = typeof tls === 'function' ? tls : () => tls;
  let options = read();
  let context = contextOf(options);
  const serverName = options.serverName ?? host;
  return {
    kind: 'tls',
    serverName,
    context: () => {
      const now = read();
      if (now !== options) {
        options = now;
        try {
          context = contextOf(now);
        } catch {
          // Whoever reads certificates tells of those that are none; connections go on with the last that were.
        }
      }
      return context;
    },
  };
}

function contextOf({ ca, cert, key }: TlsOptions): SecureContext {
  return createSecureContext({ ca: pem(ca), cert: pem(cert), key: pem(key) });
}

/**
 * Opens a socket. Errors of the connection are events of the socket; `refuse` is called where the socket is up but
 * the peer will not do.
 */
export function openSocket(address: Address, transport: Transport, refuse: (reason: string) => void): Socket {
  const where =
    address.kind === 'unix'
      ? { path: address.path }
      : { host: address.host, port: address.port, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS };
  if (transport.kind === 'plain') return connectTcp({ ...where, noDelay: true });
  const { context, serverName } = transport;
  const socket = connectTls({
    ...where,
    secureContext: context(),
    ALPNProtocols: ['h2'],
    // Node would verify the address that the name stands for.
    checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
  });
  socket.setNoDelay(true);
  socket.once('secureConnect', () => {
    if (socket.alpnProtocol !== 'h2') refuse('the TLS server does not offer HTTP/2 (ALPN h2)');
  });
  return socket;
}

function pem(value: string | Uint8Array | undefined): string | Buffer | undefined {
  return value === undefined || typeof value === 'string' ? value : Buffer.from(value);
}
