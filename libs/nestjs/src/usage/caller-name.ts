import type { Metadata } from '@grpc/grpc-js';

/** What a call tells of who makes it, besides its metadata. */
export interface CallerCertificate {
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subject?: object; readonly subjectaltname?: string } };
}

/** The metadata by which callers say who they are. */
export const clientMetadata = 'tributary-client';

/** Callers that say nothing of themselves. */
export const unknownCaller = '(unknown)';

/**
 * Who makes a call, as far as it says: its metadata `tributary-client`, else the name in the certificate that it was
 * checked by, else its user agent. A name for counting: nothing is allowed or refused by it.
 */
export function callerName(metadata: Metadata, call: CallerCertificate): string {
  const [client] = metadata.get(clientMetadata);
  if (typeof client === 'string' && client !== '') return client;
  const [agent] = metadata.get('user-agent');
  return certifiedName(call) ?? (typeof agent === 'string' && agent !== '' ? agent : unknownCaller);
}

/** A certificate's first alternative name, a SPIFFE id or host, else its common name. */
function certifiedName(call: CallerCertificate): string | undefined {
  const { sslPeerCertificate: certificate } = call.getAuthContext();
  if (certificate === undefined) return undefined;
  const names = (certificate.subjectaltname ?? '').split(', ');
  for (const kind of ['URI:', 'DNS:']) {
    const found = names.find((name) => name.startsWith(kind));
    if (found !== undefined) return found.slice(kind.length);
  }
  const { subject = {} } = certificate;
  return 'CN' in subject && typeof subject.CN === 'string' ? subject.CN : undefined;
}
