const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The last year of which the data has films; it was collected in 2010. */
const lastYear = 2011;

/**
 * Reads a release date of `movies.json`, as "Aug 25 2039".
 *
 * Oddity, mended: the years were written with two digits once and read as 20xx up to 46, so that "The Wizard of Oz" comes
 * out in 2039. What lies behind the last year of the data belongs a hundred years earlier.
 *
 * @returns the day as YYYY-MM-DD
 * @throws Error where the text is no such date
 */
export function readReleaseDate(text: string): string {
  const [, name = '', day = '', digits] = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(text) ?? [];
  const month = months.indexOf(name) + 1;
  const year = Number(digits) > lastYear ? Number(digits) - 100 : Number(digits);
  const date = `${year}-${String(month).padStart(2, '0')}-${day}`;
  // A day that is not in its month would come back as another one.
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw new Error(`no date: "${text}"`);
  return date;
}
