/** How to speak TLS to an upstream. Certificates and keys are in PEM. */
export interface TlsOptions {
  /** Authorities that may sign the server's certificate; default the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /** The client's certificate chain, for mutual TLS; needs `key`. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** The name that the server's certificate must carry, sent as SNI and `:authority`; default the target's host. */
  readonly serverName?: string | undefined;
}
