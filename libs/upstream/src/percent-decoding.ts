/**
 * Decodes `grpc-message`: UTF-8 with percent-encoded bytes (gRPC, PROTOCOL-HTTP2.md). As the protocol demands, nothing
 * is an error: what is not an encoded byte stays as it is, and bytes that are not UTF-8 become replacement characters.
 */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const lenient = text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    );
    return lenient;
  }
}
