/**
 * Reads the URL of a Redis.
 *
 * @returns the URL as it is; undefined where it is none
 */
export function parseRedisUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') return undefined;
  return text;
}
