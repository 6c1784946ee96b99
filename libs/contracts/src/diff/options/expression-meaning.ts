import { parse } from '@bufbuild/cel';

/** An expression in a form that is equal where it is the same expression, however it is spaced, quoted or bracketed. */
export function expressionMeaning(text: string): string {
  const trimmed = text.trim();
  try {
    return JSON.stringify(parse(trimmed).expr, withoutPlaces);
  } catch {
    // A plain path through a field named like a word of CEL, or no expression at all.
    return trimmed;
  }
}

/** Ids say where something stands, not what it is. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'id' && typeof value !== 'object') return undefined;
  return typeof value === 'bigint' ? `${value}` : value;
}
