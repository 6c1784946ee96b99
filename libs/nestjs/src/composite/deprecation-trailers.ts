import type { DeprecationNotice } from '@tributary/language';
import type { ReplyTrailers } from './composite-reply.ts';

/**
 * What callers of a deprecated method are told with every answer and every status: `deprecation` (RFC 9745), with the epoch
 * where it is deprecated and nothing says since when; `sunset` (RFC 8594); and `link` with the relation "deprecation".
 */
export function deprecationTrailers(notice: DeprecationNotice | undefined): ReplyTrailers {
  if (notice === undefined) return [];
  const { sinceMs = 0, sunsetMs, link } = notice;
  const trailers: [string, string][] = [['deprecation', `@${sinceMs / 1000}`]];
  if (sunsetMs !== undefined) trailers.push(['sunset', new Date(sunsetMs).toUTCString()]);
  if (link !== undefined) trailers.push(['link', `<${link}>; rel="deprecation"`]);
  return trailers;
}
