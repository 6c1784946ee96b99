/** How many names a list in a note shows before it is cut. */
const shown = 30;

/** A note for a name that does not exist: the nearest one there is, else what there is. */
export function noteForName(wanted: string, owner: string, names: readonly string[]): string | undefined {
  const nearest = nearestName(wanted, names);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (names.length === 0) return undefined;
  const rest = names.length - shown;
  return `${owner}: ${names.slice(0, shown).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

/** The name that is most likely meant: the same but for case and underscores, else the one with the fewest edits. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
  const same = names.find((name) => plain(name) === plain(wanted));
  if (same !== undefined) return same;
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= fewest) continue;
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

/** Levenshtein's distance, with a swap of neighbours as one edit. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
