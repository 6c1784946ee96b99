import { describe, expect, it } from '@jest/globals';
import { distanceKm } from '@tributary/datasets';
import fc from 'fast-check';
import { NearbyIndex } from './nearby-index.ts';

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('NearbyIndex', () => {
  it('finds what a search through everything finds', () => {
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 60 }),
        point,
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (points, center, radius) => {
          const items = points.map((at, index) => ({ ...at, id: String(index) }));
          const index = new NearbyIndex<(typeof items)[number]>();
          for (const item of items) index.add(item);
          const expected = items.filter((item) => distanceKm(center, item) <= radius).map(({ id }) => id);
          const found = index.within(center, radius);
          expect(found.map(({ item }) => item.id).sort()).toEqual(expected.sort());
          const distances = found.map((near) => near.distanceKm);
          expect(distances).toEqual([...distances].sort((a, b) => a - b));
          expect(index.hasWithin(center, radius)).toBe(found.length > 0);
        },
      ),
    );
  });
});
