const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** What a timer of Node can wait, 24 days; grpc-js takes more for less than nothing. */
const longestMs = 2 ** 31 - 1;

/**
 * Reads `grpc-timeout`.
 *
 * @returns milliseconds; Infinity where the caller gives none, or as good as none; undefined where it is malformed
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function readTimeout(value: string | string[] | undefined): number | undefined {
  if (value === undefined) return Infinity;
  const match = typeof value === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(value) : null;
  if (match === null) return undefined;
  const ms = Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN);
  return ms > longestMs ? Infinity : ms;
}

/** Writes one that is left over, at least a millisecond. */
export function writeTimeout(ms: number): string {
  return ms < 90_000 ? `${Math.max(1000, Math.floor(ms * 1000))}u` : `${Math.floor(ms / 1000)}S`;
}
