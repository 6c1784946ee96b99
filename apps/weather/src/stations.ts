import { distanceKm, type Point } from '@tributary/datasets';

/** A place where records were made. */
export interface Station extends Point {
  readonly name: 'Seattle' | 'New York';
}

/** The records are of the airport of Seattle-Tacoma and of Central Park. */
export const stations: readonly Station[] = [
  { name: 'Seattle', latitude: 47.4502, longitude: -122.3088 },
  { name: 'New York', latitude: 40.7789, longitude: -73.9692 },
];

/** Farther away the weather is another one. It takes in the points that the ZIP codes of both cities have. */
export const stationRadiusKm = 60;

/** The nearest station that speaks for a point, if any does. */
export function stationFor(point: Point): Station | undefined {
  let nearest: Station | undefined;
  let nearestKm = stationRadiusKm;
  for (const station of stations) {
    const km = distanceKm(station, point);
    if (km > nearestKm) continue;
    nearest = station;
    nearestKm = km;
  }
  return nearest;
}
