const unitBytes = new Map([
  ['B', 1],
  ['KB', 1000],
  ['MB', 1000 ** 2],
  ['GB', 1000 ** 3],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
]);

/** The form of a size, for editors. */
export const byteSizePattern = '^(\\d+(\\.\\d+)?) ?(B|[KMG]i?B)$';

/**
 * Reads a size in bytes: a positive number and a unit, as `256MiB` (2^20) or `1.5GB` (10^9).
 *
 * @returns whole bytes, rounded down, or undefined where the text is none
 */
export function parseByteSize(text: string): number | undefined {
  const match = new RegExp(byteSizePattern).exec(text);
  const bytes = Math.floor(Number(match?.[1]) * (unitBytes.get(match?.[3] ?? '') ?? Number.NaN));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
