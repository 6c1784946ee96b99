import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceKm } from './great-circle.ts';

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('distanceKm', () => {
  it('knows how far New York is from Seattle', () => {
    const newYork = { latitude: 40.7128, longitude: -74.006 };
    const seattle = { latitude: 47.6062, longitude: -122.3321 };
    expect(distanceKm(newYork, seattle)).toBeCloseTo(3867, -1);
  });

  it('is the same there and back, nothing from a point to itself, and at most half way around', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const there = distanceKm(a, b);
        expect(distanceKm(b, a)).toBeCloseTo(there, 6);
        expect(distanceKm(a, a)).toBe(0);
        expect(there).toBeLessThanOrEqual(Math.PI * 6371 + 1e-6);
      }),
    );
  });
});
