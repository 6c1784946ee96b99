const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration as compositions have them: a number and `ms`, `s`, `m` or `h`, as `"1.5s"`.
 *
 * @returns milliseconds; undefined where the text is no duration
 */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)$/.exec(text.trim());
  const scale = unitMs[match?.[2] ?? ''];
  return match?.[1] === undefined || scale === undefined ? undefined : Number(match[1]) * scale;
}

/** A duration for people: `"350ms"`, `"1.5s"`. */
export function renderDurationMs(ms: number): string {
  return ms < 1000 ? `${String(Math.round(ms))}ms` : `${String(Number((ms / 1000).toFixed(3)))}s`;
}
