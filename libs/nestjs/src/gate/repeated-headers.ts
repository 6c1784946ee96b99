import type { IncomingHttpHeaders } from 'node:http2';

/**
 * Joins the values of repeated headers by `,`, as compositions read them. Node joins them by `, ` before grpc-js sees
 * them, and then a comma inside one value cannot be told from one between two: the raw headers still know.
 *
 * @param headers - as Node made them; changed in place
 * @param rawHeaders - names and values by turns
 */
export function joinRepeatedHeaders(headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void {
  if (rawHeaders.length / 2 === Object.keys(headers).length) return;
  const values = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  for (const [name, repeated] of values) {
    if (repeated.length > 1 && typeof headers[name] === 'string') headers[name] = repeated.join(',');
  }
}
