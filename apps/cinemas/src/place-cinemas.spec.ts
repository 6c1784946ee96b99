import { describe, expect, it } from '@jest/globals';
import { readZipCodes } from '@tributary/datasets';
import { NearbyIndex } from './nearby-index.ts';
import { placeCinemas, servedRadiusKm } from './place-cinemas.ts';

const zipCodes = readZipCodes();
const cinemas = placeCinemas(zipCodes);

describe('placeCinemas', () => {
  it('gives every cinema an id of its own', () => {
    expect(new Set(cinemas.map(({ id }) => id)).size).toBe(cinemas.length);
    expect(cinemas.filter(({ id }) => !/^[a-z0-9-]+-[a-z]{2}-\d+$/.test(id))).toEqual([]);
  });

  it('has a cinema near every ZIP code', () => {
    const nearby = new NearbyIndex<(typeof cinemas)[number]>();
    for (const cinema of cinemas) nearby.add(cinema);
    expect(zipCodes.filter((zip) => !nearby.hasWithin(zip, servedRadiusKm))).toEqual([]);
  });

  it('has screens enough for every film, numbered without gaps', () => {
    let next = 0;
    for (const { firstScreen, screens } of cinemas) {
      expect(firstScreen).toBe(next);
      next += screens;
    }
    expect(next).toBeGreaterThan(2 * 3201);
  });

  it('places the same ones again', () => {
    expect(placeCinemas(zipCodes)).toEqual(cinemas);
  });
});
