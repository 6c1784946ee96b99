/** `grpc-timeout` has at most eight digits. */
const MOST_DIGITS = 99_999_999;

/**
 * Writes what remains of a deadline as `grpc-timeout`: never more than remains, at least one unit, and in the finest
 * unit that takes it (whole milliseconds stay milliseconds, they lose nothing).
 *
 * @param remainingMs More than 0.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function timeoutHeader(remainingMs: number): string {
  if (Number.isInteger(remainingMs) && remainingMs <= MOST_DIGITS) return `${remainingMs}m`;
  const micros = Math.floor(remainingMs * 1000);
  if (micros <= MOST_DIGITS) return `${Math.max(micros, 1)}u`;
  for (const [unit, unitMs] of coarserUnits) {
    const count = Math.floor(remainingMs / unitMs);
    if (count <= MOST_DIGITS) return `${count}${unit}`;
  }
  return `${MOST_DIGITS}H`;
}

const coarserUnits = [
  ['m', 1],
  ['S', 1000],
  ['M', 60_000],
  ['H', 3_600_000],
] as const;
