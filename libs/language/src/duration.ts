const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The longest duration that is taken: a hundred years, which caches may well be told for "as long as you can". */
export const maxDurationMs = 876_600 * 3_600_000;
/** What a timer of Node can wait, some 24 days. */
export const maxTimerMs = 2 ** 31 - 1;

/**
 * Reads a duration of the language: a positive number and `ms`, `s`, `m` or `h`, as "1.5s".
 *
 * @returns milliseconds, more than 0; or what is wrong with it
 */
export function parseDuration(text: string): number | string {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)$/.exec(text);
  const [, number, unit] = match ?? [];
  if (number === undefined || unit === undefined) return `"${text}" is not a duration`;
  const ms = Number(number) * (milliseconds[unit] ?? Number.NaN);
  if (!(ms > 0)) return `"${text}" is not a positive duration`;
  if (ms > maxDurationMs) return `"${text}" is longer than a hundred years`;
  return ms;
}
