/** A duration as the language writes it, in the largest unit that keeps it short: "800ms", "1.5s", "10m". */
export function durationText(ms: number): string {
  if (ms >= 3_600_000 && ms % 1_800_000 === 0) return `${ms / 3_600_000}h`;
  if (ms >= 60_000 && ms % 30_000 === 0) return `${ms / 60_000}m`;
  if (ms >= 1000 && ms % 100 === 0) return `${ms / 1000}s`;
  return `${Number(ms.toFixed(1))}ms`;
}
