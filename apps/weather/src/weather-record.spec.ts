import { describe, expect, it } from '@jest/globals';
import { readWeatherRecords } from './weather-record.ts';

const header = 'location,date,precipitation,temp_max,temp_min,wind,weather';

describe('readWeatherRecords', () => {
  it('reads four years of both cities, without a gap', () => {
    const records = readWeatherRecords();
    expect(records).toHaveLength(2 * (3 * 365 + 366));
    expect(new Set(records.map(({ location, date }) => location + date)).size).toBe(records.length);
    expect(records[0]).toEqual({
      location: 'Seattle',
      date: '2012-01-01',
      precipitationMm: 0,
      tempMaxCelsius: 12.8,
      tempMinCelsius: 5,
      windMps: 4.7,
      condition: 'drizzle',
    });
  });

  it.each(['Boston,2012-01-01,0,1,1,1,sun', 'Seattle,2012-02-30,0,1,1,1,sun', 'Seattle,2012-01-01,0,1,1,1,hail'])(
    'refuses %s',
    (row) => {
      expect(() => readWeatherRecords(`${header}\n${row}\n`)).toThrow();
    },
  );
});
