/**
 * The real data behind MovieNight, as its services share it: a film is known by one id in the catalog, in ratings and in
 * programmes, though the services know nothing of each other, and places are where the ZIP codes are.
 *
 * Terms. A *film* is a row of `movies.json`, a *ZIP code* one of `zipcodes.csv`; both files come with `vega-datasets` and
 * are read from there at start. *Oddities* are what the files get wrong or leave out; each is named, and mended or kept,
 * where it is read.
 *
 * Reading is strict: a row that is not of the shape that is known ends the start of a service, for it means that the data
 * set is another than the one this was written for.
 */
export { type CsvRow, readCsv } from './csv.ts';
export { type DatasetName, datasetText } from './dataset-file.ts';
export { type Film, readFilms } from './films.ts';
export { groupBy } from './group-by.ts';
export { distanceKm, type Point } from './great-circle.ts';
export { slug } from './slug.ts';
export { readZipCodes, type ZipCode } from './zip-codes.ts';
