import { distanceKm, type Point } from '@tributary/datasets';

/** A thing and how far away it is. */
export interface Nearby<Item> {
  readonly item: Item;
  readonly distanceKm: number;
}

/** A degree of latitude is never shorter. */
const kmPerDegree = 110.5;

/** Points by bands of one degree of latitude, so that a search looks at a small part of the country. */
export class NearbyIndex<Item extends Point & { readonly id: string }> {
  readonly #bands = new Map<number, Item[]>();

  add(item: Item): void {
    const band = Math.floor(item.latitude);
    const items = this.#bands.get(band);
    if (items === undefined) this.#bands.set(band, [item]);
    else items.push(item);
  }

  /** All within a radius, the nearest first, by id where they are equally far. */
  within(center: Point, radiusKm: number): Nearby<Item>[] {
    return this.#candidates(center, radiusKm)
      .map((item) => ({ item, distanceKm: distanceKm(center, item) }))
      .filter((near) => near.distanceKm <= radiusKm)
      .sort((a, b) => a.distanceKm - b.distanceKm || (a.item.id < b.item.id ? -1 : 1));
  }

  /** Whether there is any within a radius. */
  hasWithin(center: Point, radiusKm: number): boolean {
    return this.#candidates(center, radiusKm).some((item) => distanceKm(center, item) <= radiusKm);
  }

  // Sorts out by latitude alone what is too far: most, and cheaply.
  #candidates(center: Point, radiusKm: number): Item[] {
    const degrees = radiusKm / kmPerDegree;
    const found: Item[] = [];
    for (let band = Math.floor(center.latitude - degrees); band <= center.latitude + degrees; band += 1) {
      for (const item of this.#bands.get(band) ?? []) {
        if (Math.abs(item.latitude - center.latitude) <= degrees) found.push(item);
      }
    }
    return found;
  }
}
