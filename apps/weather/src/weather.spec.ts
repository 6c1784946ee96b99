import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { startUnderTest, type ServiceUnderTest } from '@tributary/nestjs';
import { weatherV1 } from '@tributary/stubs';
import { weather } from './weather.process.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(weather);
});

afterAll(async () => {
  await service.stop();
});

const seattle = { latitude: 47.6062, longitude: -122.3321 };
const newYork = { latitude: 40.750422, longitude: -73.996328 };

describe('GetDay', () => {
  it('answers with the record of the day', async () => {
    expect(await service.client.call('GetDay', { ...seattle, date: '2012-01-02' })).toMatchObject({
      day: {
        station: 'Seattle',
        date: '2012-01-02',
        basis: weatherV1.Basis.BASIS_RECORD,
        years: 1,
        precipitationMm: 10.9,
        tempMaxCelsius: 10.6,
        tempMinCelsius: 2.8,
        windMps: 4.5,
        condition: weatherV1.Condition.CONDITION_RAIN,
      },
    });
  });

  it('answers with the mean of the years for another year, and says so', async () => {
    expect(await service.client.call('GetDay', { ...newYork, date: '2026-11-20' })).toMatchObject({
      day: { station: 'New York', date: '2026-11-20', basis: weatherV1.Basis.BASIS_MEAN_OF_YEARS, years: 4 },
    });
  });

  it('knows one leap day', async () => {
    expect(await service.client.call('GetDay', { ...newYork, date: '2028-02-29' })).toMatchObject({
      day: { basis: weatherV1.Basis.BASIS_MEAN_OF_YEARS, years: 1 },
    });
  });

  it('knows nothing of other places: NOT_FOUND', async () => {
    const chicago = { latitude: 41.8781, longitude: -87.6298 };
    await expect(service.client.call('GetDay', { ...chicago, date: '2012-01-02' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it.each([
    '',
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-04-31',
    '26-01-01',
    '1899-12-31',
    '2026-11-20T00:00:00Z',
  ])('refuses the day %j: INVALID_ARGUMENT', async (date) => {
    await expect(service.client.call('GetDay', { ...seattle, date })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: 'invalid request: date: must be a day of the years 1900 to 2199, as YYYY-MM-DD',
    });
  });

  it.each([{ latitude: 91 }, { longitude: -181 }, { latitude: Number.NaN }])(
    'refuses %j: INVALID_ARGUMENT',
    async (at) => {
      await expect(service.client.call('GetDay', { ...seattle, date: '2012-01-02', ...at })).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    },
  );
});
