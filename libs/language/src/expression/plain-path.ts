import type { Segment } from './check/name-resolver.ts';

const path = /^\s*[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*\s*$/;
const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/**
 * The segments of a text that has the form of a plain path. Told by its form, before CEL sees it: so a field may be
 * named like a word of CEL.
 */
export function plainPath(text: string): readonly Segment[] | undefined {
  if (!path.test(text)) return undefined;
  const segments = [...text.matchAll(/\w+/g)].map((match): Segment => ({
    name: match[0],
    place: { offset: match.index, length: match[0].length },
  }));
  const [first] = segments;
  return first === undefined || literals.has(first.name) ? undefined : segments;
}
