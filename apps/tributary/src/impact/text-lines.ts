/** The most columns of a line. */
export const maxColumns = 100;

/**
 * A text in lines of at most {@link maxColumns}, broken at blanks; a word that is longer than a line behind a dot or slash.
 *
 * @param indent - of the first line; further ones stand two blanks behind it
 */
export function wrapped(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  const room = maxColumns - indent - 2;
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => piecesOf(each, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((each, i) => ' '.repeat(i === 0 ? indent : indent + 2) + each);
}

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
