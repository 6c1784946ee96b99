import { distanceKm, type Point } from '@tributary/datasets';

/** A thing and how far away it is. */
export interface Nearby<Item> {
  readonly item: Item;
  readonly distanceKm: number;
}

/** A degree of latitude is never shorter. */
const kmPerDegree = 110.5;
const radiansPerDegree = Math.PI / 180;

/** Points in cells of one degree by one, so that a search looks at a small part of the country. */
export class NearbyIndex<Item extends Point & { readonly id: string }> {
  /** By the whole degrees of latitude, then of longitude. */
  readonly #bands = new Map<number, Map<number, Item[]>>();

  add(item: Item): void {
    const bandNumber = Math.floor(item.latitude);
    const band = this.#bands.get(bandNumber) ?? new Map<number, Item[]>();
    this.#bands.set(bandNumber, band);
    const cellNumber = cellOf(item.longitude);
    const cell = band.get(cellNumber);
    if (cell === undefined) band.set(cellNumber, [item]);
    else cell.push(item);
  }

  /** All within a radius, the nearest first, by id where they are equally far. */
  within(center: Point, radiusKm: number): Nearby<Item>[] {
    return [...this.#candidates(center, radiusKm)]
      .map((item) => ({ item, distanceKm: distanceKm(center, item) }))
      .filter((near) => near.distanceKm <= radiusKm)
      .sort((a, b) => a.distanceKm - b.distanceKm || (a.item.id < b.item.id ? -1 : 1));
  }

  /** Whether there is any within a radius. */
  hasWithin(center: Point, radiusKm: number): boolean {
    for (const item of this.#candidates(center, radiusKm)) if (distanceKm(center, item) <= radiusKm) return true;
    return false;
  }

  /** All in the cells that the circle touches. */
  *#candidates(center: Point, radiusKm: number): Generator<Item> {
    // A little more than needed, against rounding.
    const height = radiusKm / kmPerDegree + 1e-9;
    const width = halfWidth(center.latitude, height);
    for (let number = Math.floor(center.latitude - height); number <= center.latitude + height; number += 1) {
      const band = this.#bands.get(number);
      if (band === undefined) continue;
      if (width >= 179) for (const cell of band.values()) yield* cell;
      else {
        for (let cell = Math.floor(center.longitude - width); cell <= center.longitude + width; cell += 1) {
          yield* band.get(cellOf(cell)) ?? [];
        }
      }
    }
  }
}

// The longitude wraps around: -180 and 180 are one meridian.
function cellOf(longitude: number): number {
  return (Math.floor(longitude) + 540) % 360;
}

/** How far a circle reaches to the east, in degrees: farther than to the north, and around the pole if it holds it. */
function halfWidth(latitude: number, radiusDegrees: number): number {
  if (Math.abs(latitude) + radiusDegrees >= 90) return 180;
  const sine = Math.sin(radiusDegrees * radiansPerDegree) / Math.cos(latitude * radiansPerDegree);
  return sine >= 1 ? 180 : Math.asin(sine) / radiansPerDegree;
}
