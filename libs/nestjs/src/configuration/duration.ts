const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

// What a timer of Node can wait, some 24 days.
const longestTimerMs = 2 ** 31 - 1;

/** The form of a duration, for editors. */
export const durationPattern = '^(\\d+(\\.\\d+)?|\\.\\d+)(ms|s|m|h)$';

/**
 * Reads a duration as compositions write them too: a positive number and `ms`, `s`, `m` or `h`, as `1.5s`.
 *
 * @returns milliseconds, or undefined where the text is none
 */
export function parseDuration(text: string): number | undefined {
  const match = new RegExp(durationPattern).exec(text);
  const ms = Number(match?.[1]) * (unitMs.get(match?.[3] ?? '') ?? Number.NaN);
  return ms > 0 && ms <= longestTimerMs ? ms : undefined;
}
