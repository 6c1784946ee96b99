/** Where one connection goes. */
export type Address =
  | {
      readonly kind: 'tcp';
      /** An IP address, never a name. */ readonly host: string;
      readonly port: number;
    }
  | { readonly kind: 'unix'; readonly path: string };

/** An address for people, and as key: `127.0.0.1:50051`, `[::1]:50051`, `unix:/run/catalog.sock`. */
export function addressText(address: Address): string {
  return address.kind === 'unix' ? `unix:${address.path}` : hostPort(address.host, address.port);
}

/** Host and port as in a URL: IPv6 addresses in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
