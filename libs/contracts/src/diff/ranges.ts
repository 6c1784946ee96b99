/** Numbers from `start` to `end`, both included. */
export interface NumberRange {
  readonly start: number;
  readonly end: number;
}

/** What of a range is in none of the others, in ascending order. */
export function missingFrom(range: NumberRange, others: readonly NumberRange[]): readonly NumberRange[] {
  const missing: NumberRange[] = [];
  let next = range.start;
  for (const other of others.toSorted((one, another) => one.start - another.start)) {
    if (other.end < next) continue;
    if (other.start > range.end) break;
    if (other.start > next) missing.push({ start: next, end: other.start - 1 });
    next = other.end + 1;
  }
  if (next <= range.end) missing.push({ start: next, end: range.end });
  return missing;
}

/** Whether a number is in one of them. */
export function isWithin(ranges: readonly NumberRange[], number: number): boolean {
  return ranges.some(({ start, end }) => start <= number && number <= end);
}

/** Ranges as they are written. */
export function rangesText(ranges: readonly NumberRange[]): string {
  return ranges.map(({ start, end }) => (start === end ? String(start) : `${start} to ${end}`)).join(', ');
}
