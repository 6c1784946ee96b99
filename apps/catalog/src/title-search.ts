/** Something that is found by its title. */
export interface Titled {
  readonly id: string;
  readonly title: string;
}

/** Finds by title; an empty query finds everything. */
export type TitleSearch<Item extends Titled> = (query: string) => readonly Item[];

/**
 * Makes a search over titles. Every word of the query must be in the title, anywhere, whatever case and accents. First
 * the titles that are the query, then those that begin with it, then the others; in each group by title, then by id.
 */
export function createTitleSearch<Item extends Titled>(items: readonly Item[]): TitleSearch<Item> {
  const entries = items
    .map((item) => ({ item, folded: fold(item.title) }))
    .sort((a, b) => compare(a.folded, b.folded) || compare(a.item.id, b.item.id));
  return (query) => {
    const folded = fold(query);
    const words = folded.split(' ');
    const ranks: [Item[], Item[], Item[]] = [[], [], []];
    for (const entry of entries) {
      if (!words.every((word) => entry.folded.includes(word))) continue;
      ranks[entry.folded === folded ? 0 : entry.folded.startsWith(folded) ? 1 : 2].push(entry.item);
    }
    return ranks.flat();
  };
}

// By code units: the order of pages must not depend on the locale of the machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}
