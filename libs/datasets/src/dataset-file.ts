import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The files of vega-datasets that the services answer from. */
export type DatasetName = 'movies.json' | 'weather.csv' | 'zipcodes.csv';

/** Reads a file of the installed `vega-datasets` package. */
export function datasetText(name: DatasetName): string {
  // The package exports its entry, `build/index.js`, and nothing else.
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return readFileSync(join(dirname(entry), '../data', name), 'utf8');
}
