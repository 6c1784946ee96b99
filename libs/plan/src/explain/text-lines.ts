/** The most columns of a line. */
export const maxColumns = 100;

/**
 * Breaks a text into lines of at most {@link maxColumns}: at blanks, and inside a word only where it is longer than a line.
 *
 * @param first - what the first line starts with; it may be as wide as `indent` or wider, the text then starts below it
 * @param indent - the column at which the text stands
 */
export function wrapped(text: string, indent: number, first = ''): readonly string[] {
  const lines = broken(text, maxColumns - indent);
  const margin = ' '.repeat(indent);
  if (first === '') return lines.map((each) => margin + each);
  // A label that does not fit beside the text stands above it.
  if (first.length >= indent) return [...labelLines(first), ...lines.map((each) => margin + each)];
  return lines.length === 0 ? [first] : lines.map((each, i) => (i === 0 ? first.padEnd(indent) : margin) + each);
}

/** A table: cells are broken to the widths of their columns, which stand two blanks apart, behind two blanks. */
export function table(rows: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => broken(row[column] ?? '', width));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      `  ${cells.map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    );
  });
}

/** A text in lines of at most so many columns. */
function broken(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => piecesOf(each, room))) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function labelLines(label: string): readonly string[] {
  const indent = label.length - label.trimStart().length;
  return piecesOf(label.trim(), maxColumns - indent - 2).map(
    (piece, i) => ' '.repeat(i === 0 ? indent : indent + 2) + piece,
  );
}

/** A word that is longer than a line, in pieces: where it can be, behind a dot or a slash. */
function piecesOf(word: string, room: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (rest.length > room) {
    const end = Math.max(rest.lastIndexOf('.', room - 1), rest.lastIndexOf('/', room - 1)) + 1;
    const length = end > room / 2 ? end : room;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}
