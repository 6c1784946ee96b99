import { z } from 'zod';
import { readCsv } from './csv.ts';
import { datasetText } from './dataset-file.ts';

/** A ZIP code and where it is. */
export interface ZipCode {
  /** Five digits. */
  readonly zip: string;
  readonly city: string;
  /** Two letters; armed forces abroad are not in the data, territories are. */
  readonly state: string;
  readonly county: string;
  readonly latitude: number;
  readonly longitude: number;
}

const columns = ['zip_code', 'latitude', 'longitude', 'city', 'state', 'county'] as const;

const row = z.strictObject({
  zip_code: z.string().regex(/^\d{5}$/),
  latitude: z.coerce.number().min(-90).max(90),
  longitude: z.coerce.number().min(-180).max(180),
  city: z.string().min(1),
  state: z.string().regex(/^[A-Z]{2}$/),
  county: z.string(),
});

/**
 * Reads the 42,049 ZIP codes, in the order of the file.
 *
 * Oddity, kept: many codes share the point of their county or main office (98101 is 40 km east of Seattle).
 *
 * @param text the contents of `zipcodes.csv`; default: those of the installed data set
 * @throws Error where a row is of another shape
 */
export function readZipCodes(text: string = datasetText('zipcodes.csv')): ZipCode[] {
  return readCsv(text, columns).map((cells) => {
    const { zip_code: zip, city, state, county, latitude, longitude } = row.parse(cells);
    return { zip, city, state, county, latitude, longitude };
  });
}
