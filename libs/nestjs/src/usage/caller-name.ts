/** What a caller's certificate says of it, as Node reads certificates. */
export interface CallerCertificate {
  readonly subject?: object;
  readonly subjectaltname?: string;
}

/** A call, as far as it tells who makes it. */
export interface NamedCall {
  /** The caller's metadata, by a key in lower case. */
  metadata(key: string): string | undefined;
  certificate(): CallerCertificate | undefined;
}

/** The metadata by which callers say who they are. */
export const clientMetadata = 'tributary-client';

/** Callers that say nothing of themselves. */
export const unknownCaller = '(unknown)';

/**
 * Who makes a call, as far as it says: its metadata `tributary-client`, else the name in the certificate that it was
 * checked by, else its user agent. A name for counting: nothing is allowed or refused by it.
 */
export function callerName(call: NamedCall): string {
  const client = call.metadata(clientMetadata);
  if (client !== undefined && client !== '') return client;
  const certified = certifiedName(call.certificate());
  if (certified !== undefined) return certified;
  const agent = call.metadata('user-agent');
  return agent === undefined || agent === '' ? unknownCaller : agent;
}

/** A certificate's first alternative name, a SPIFFE id or host, else its common name. */
function certifiedName(certificate: CallerCertificate | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  const names = (certificate.subjectaltname ?? '').split(', ');
  for (const kind of ['URI:', 'DNS:']) {
    const found = names.find((name) => name.startsWith(kind));
    if (found !== undefined) return found.slice(kind.length);
  }
  const { subject = {} } = certificate;
  return 'CN' in subject && typeof subject.CN === 'string' ? subject.CN : undefined;
}
