import { datasetText, readCsv } from '@tributary/datasets';
import { z } from 'zod';

/** The conditions that the records tell apart, from the best to the worst. */
export const conditions = ['sun', 'fog', 'drizzle', 'rain', 'snow'] as const;

/** What the sky did. */
export type ConditionName = (typeof conditions)[number];

/** A station's record of a day. */
export interface WeatherRecord {
  /** "Seattle" or "New York". */
  readonly location: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly precipitationMm: number;
  readonly tempMaxCelsius: number;
  readonly tempMinCelsius: number;
  readonly windMps: number;
  readonly condition: ConditionName;
}

const columns = ['location', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather'] as const;

const row = z.strictObject({
  location: z.enum(['Seattle', 'New York']),
  date: z.iso.date(),
  precipitation: z.coerce.number().min(0),
  temp_max: z.coerce.number(),
  temp_min: z.coerce.number(),
  wind: z.coerce.number().min(0),
  weather: z.enum(conditions),
});

/**
 * Reads the daily records, 2012 to 2015, of both stations.
 *
 * @param text the contents of `weather.csv`; default: those of the installed data set
 * @throws Error where a row is of another shape
 */
export function readWeatherRecords(text: string = datasetText('weather.csv')): WeatherRecord[] {
  return readCsv(text, columns).map((cells) => {
    const values = row.parse(cells);
    return {
      location: values.location,
      date: values.date,
      precipitationMm: values.precipitation,
      tempMaxCelsius: values.temp_max,
      tempMinCelsius: values.temp_min,
      windMps: values.wind,
      condition: values.weather,
    };
  });
}
