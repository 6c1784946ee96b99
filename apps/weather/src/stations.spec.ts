import { describe, expect, it } from '@jest/globals';
import { readZipCodes } from '@tributary/datasets';
import { stationFor } from './stations.ts';

describe('stationFor', () => {
  it('speaks for every ZIP code of its city', () => {
    const of = (city: string, state: string) =>
      readZipCodes()
        .filter((zip) => zip.city === city && zip.state === state)
        .map((zip) => stationFor(zip)?.name);
    expect(new Set(of('Seattle', 'WA'))).toEqual(new Set(['Seattle']));
    expect(new Set(of('New York', 'NY'))).toEqual(new Set(['New York']));
    expect(new Set(of('Chicago', 'IL'))).toEqual(new Set([undefined]));
  });

  it('does not speak for the next city', () => {
    expect(stationFor({ latitude: 45.5152, longitude: -122.6784 })).toBeUndefined();
    expect(stationFor({ latitude: 39.9526, longitude: -75.1652 })).toBeUndefined();
  });
});
