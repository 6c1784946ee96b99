/** A row, by column. */
export type CsvRow<Column extends string> = Readonly<Record<Column, string>>;

/**
 * Reads comma-separated values without quoting, as the files at hand have them: a quote is an error here, and not data.
 *
 * @param columns all columns of the file, in their order
 * @throws Error naming the line where the text is of another shape
 */
export function readCsv<Column extends string>(text: string, columns: readonly Column[]): CsvRow<Column>[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== columns.join(',')) throw new Error(`line 1: expected the columns ${columns.join(',')}, got ${header}`);
  return lines.map((line, index) => {
    const cells = line.split(',');
    if (cells.length !== columns.length || line.includes('"'))
      throw new Error(`line ${index + 2}: unexpected "${line}"`);
    const row: Partial<Record<Column, string>> = {};
    for (const [place, column] of columns.entries()) row[column] = cells[place] ?? '';
    return row as CsvRow<Column>;
  });
}
