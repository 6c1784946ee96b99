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

/**
 * Reads the 42,049 ZIP codes, in the order of the file.
 *
 * Oddity, kept: many codes share the point of their county or main office (98101 is 40 km east of Seattle).
 *
 * @param text the contents of `zipcodes.csv`; default: those of the installed data set
 * @throws Error where a row is of another shape
 */
export function readZipCodes(text: string = datasetText('zipcodes.csv')): ZipCode[] {
  return readCsv(text, columns).map(({ zip_code: zip, city, state, county, latitude, longitude }) => {
    if (!/^\d{5}$/.test(zip)) throw new Error(`no ZIP code: "${zip}"`);
    if (!/^[A-Z]{2}$/.test(state) || city === '') throw new Error(`${zip}: no town: "${city}, ${state}"`);
    return { zip, city, state, county, latitude: degrees(latitude, 90), longitude: degrees(longitude, 180) };
  });
}

function degrees(text: string, most: number): number {
  const value = Number(text);
  if (text === '' || !(Math.abs(value) <= most)) throw new Error(`no coordinate: "${text}"`);
  return value;
}
