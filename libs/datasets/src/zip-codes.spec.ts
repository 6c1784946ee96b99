import { describe, expect, it } from '@jest/globals';
import { readZipCodes } from './zip-codes.ts';

const header = 'zip_code,latitude,longitude,city,state,county';

describe('readZipCodes', () => {
  it('reads every code once', () => {
    const zips = readZipCodes();
    expect(zips).toHaveLength(42049);
    expect(new Set(zips.map(({ zip }) => zip)).size).toBe(42049);
    expect(zips.find(({ zip }) => zip === '10001')).toEqual({
      zip: '10001',
      city: 'New York',
      state: 'NY',
      county: 'New York',
      latitude: 40.750422,
      longitude: -73.996328,
    });
  });

  it.each([
    '1001,40,-73,New York,NY,',
    '10001,400,-73,New York,NY,',
    '10001,40,-73,,NY,',
    '10001,40,-73,New York,New,',
  ])('refuses the row %s', (row) => {
    expect(() => readZipCodes(`${header}\n${row}\n`)).toThrow();
  });
});
