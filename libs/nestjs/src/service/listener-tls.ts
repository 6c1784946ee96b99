import type { Http2SecureServer, Http2Server } from 'node:http2';
import { ServerCredentials } from '@grpc/grpc-js';
import { CertificateFiles, type CertificatePaths, type CertificateProblem } from '../certificates/certificate-files.ts';

/** TLS for a server, with certificates from files that others replace while it runs. */
export class ListenerTls {
  readonly #files: CertificateFiles;
  readonly #isMutual: boolean;

  private constructor(files: CertificateFiles, isMutual: boolean) {
    this.#files = files;
    this.#isMutual = isMutual;
  }

  /**
   * Reads the files.
   *
   * @param paths - `cert` and `key`; `ca` where callers need a certificate, too
   * @param onChange - called when they were read again: with a problem where they cannot be used, and the old ones are
   */
  static open(
    paths: CertificatePaths,
    onChange: (problem: CertificateProblem | undefined) => void,
  ): { kind: 'ok'; tls: ListenerTls } | { kind: 'failed'; problem: CertificateProblem } {
    const opened = CertificateFiles.open(paths, onChange);
    if (opened.kind === 'failed') return opened;
    return { kind: 'ok', tls: new ListenerTls(opened.files, paths.ca !== undefined) };
  }

  /** For grpc-js, from the files as they are. */
  get credentials(): ServerCredentials {
    const { ca, cert, key } = this.#files.current();
    if (cert === undefined || key === undefined) throw new Error('TLS without a certificate');
    return ServerCredentials.createSsl(ca ?? null, [{ cert_chain: cert, private_key: key }], this.#isMutual);
  }

  /** Lets each new connection to some servers have the certificates that are in the files by then. */
  follow(servers: readonly Http2Server[]): void {
    for (const server of servers) {
      let used = this.#files.current();
      server.prependListener('connection', () => {
        const { ca, cert, key } = this.#files.current();
        if (used.cert === cert && used.key === key && used.ca === ca) return;
        used = { ca, cert, key };
        if ('setSecureContext' in server) (server as Http2SecureServer).setSecureContext({ ca, cert, key });
      });
    }
  }
}
