/** The form of a key under `upstreams`, for editors. */
export const upstreamPatternForm = '^(\\*|[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*(\\.\\*)?)$';

/** Which services an entry is for. */
export type UpstreamPattern =
  | { readonly kind: 'service'; readonly fullName: string }
  /** Services whose full name starts so: `catalog.v1.`, or nothing, which is every service. */
  | { readonly kind: 'prefix'; readonly prefix: string };

/**
 * Reads a key of `upstreams`: the full name of a service, `catalog.v1.*` or `*`.
 *
 * @returns undefined where the text is none of them
 */
export function parseUpstreamPattern(text: string): UpstreamPattern | undefined {
  if (!new RegExp(upstreamPatternForm).test(text)) return undefined;
  if (text.endsWith('*')) return { kind: 'prefix', prefix: text.slice(0, -1) };
  return { kind: 'service', fullName: text };
}

/**
 * The most specific of the entries for a service: the one with its full name, else the one with the longest prefix. It
 * counts alone: nothing is taken from the others.
 */
export function mostSpecific<Entry extends { readonly pattern: UpstreamPattern }>(
  entries: readonly Entry[],
  serviceName: string,
): Entry | undefined {
  let best: Entry | undefined;
  let longest = -1;
  for (const entry of entries) {
    const { pattern } = entry;
    switch (pattern.kind) {
      case 'service':
        if (pattern.fullName === serviceName) return entry;
        break;
      case 'prefix':
        if (serviceName.startsWith(pattern.prefix) && pattern.prefix.length > longest) {
          best = entry;
          longest = pattern.prefix.length;
        }
        break;
    }
  }
  return best;
}
