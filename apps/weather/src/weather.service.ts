import { groupBy, type Point } from '@tributary/datasets';
import { weatherV1 } from '@tributary/stubs';
import { meanOfDays, type DayValues } from './mean-of-days.ts';
import { stationFor } from './stations.ts';
import type { ConditionName, WeatherRecord } from './weather-record.ts';

const conditionOf: Readonly<Record<ConditionName, weatherV1.Condition>> = {
  sun: weatherV1.Condition.CONDITION_SUN,
  fog: weatherV1.Condition.CONDITION_FOG,
  drizzle: weatherV1.Condition.CONDITION_DRIZZLE,
  rain: weatherV1.Condition.CONDITION_RAIN,
  snow: weatherV1.Condition.CONDITION_SNOW,
};

/** The weather by place and day. */
export class WeatherService {
  readonly #records: ReadonlyMap<string, WeatherRecord>;
  readonly #years: ReadonlyMap<string, readonly WeatherRecord[]>;

  constructor(records: readonly WeatherRecord[]) {
    this.#records = new Map(records.map((record) => [key(record.location, record.date), record]));
    this.#years = groupBy(records, (record) => key(record.location, record.date.slice(5)));
  }

  /** @returns undefined where no station speaks for the point */
  day(point: Point, date: string): weatherV1.Day | undefined {
    const station = stationFor(point);
    if (station === undefined) return undefined;
    const record = this.#records.get(key(station.name, date));
    if (record !== undefined) return dayOf(station.name, date, record, weatherV1.Basis.BASIS_RECORD, 1);
    const years = this.#years.get(key(station.name, date.slice(5)));
    if (years === undefined) return undefined;
    return dayOf(station.name, date, meanOfDays(years), weatherV1.Basis.BASIS_MEAN_OF_YEARS, years.length);
  }
}

function key(location: string, day: string): string {
  return `${location} ${day}`;
}

function dayOf(station: string, date: string, values: DayValues, basis: weatherV1.Basis, years: number): weatherV1.Day {
  const { precipitationMm, tempMaxCelsius, tempMinCelsius, windMps, condition } = values;
  return {
    station,
    date,
    basis,
    years,
    precipitationMm,
    tempMaxCelsius,
    tempMinCelsius,
    windMps,
    condition: conditionOf[condition],
  };
}
