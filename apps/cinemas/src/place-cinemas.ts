import { groupBy, slug, type ZipCode } from '@tributary/datasets';
import type { Cinema } from './cinema.ts';
import { NearbyIndex } from './nearby-index.ts';

/** Every ZIP code has a cinema within this distance. */
export const servedRadiusKm = 40;

/** A town has a cinema of its own from so many ZIP codes on. */
const zipsOfTown = 3;
/** And another one for so many more. */
const zipsPerCinema = 6;
const mostCinemas = 12;

const names = ['Grand', 'Rialto', 'Orpheum', 'Bijou', 'Palace', 'Majestic', 'Strand', 'Roxy', 'Lyric', 'Avalon'];

/**
 * Places cinemas in real towns, always the same ones: in towns with several ZIP codes by their number, each at the point
 * of another code; then, in the order of the codes, one wherever a code is left that has none near.
 */
export function placeCinemas(zipCodes: readonly ZipCode[]): Cinema[] {
  const cinemas: Cinema[] = [];
  const placed = new NearbyIndex<Cinema>();
  const numbers = new Map<string, number>();
  let screensSoFar = 0;

  const place = ({ city, state, latitude, longitude }: ZipCode, screens: number) => {
    const town = `${slug(city)}-${state.toLowerCase()}`;
    const number = (numbers.get(town) ?? 0) + 1;
    numbers.set(town, number);
    const name = `${city} ${names[cinemas.length % names.length] ?? ''}`;
    const id = `${town}-${number}`;
    const cinema = { id, name, city, state, latitude, longitude, screens, firstScreen: screensSoFar };
    screensSoFar += screens;
    cinemas.push(cinema);
    placed.add(cinema);
  };

  for (const zips of groupBy(zipCodes, ({ city, state }) => `${city}, ${state}`).values()) {
    if (zips.length < zipsOfTown) continue;
    const sites = distinctPoints(zips);
    const count = Math.min(mostCinemas, sites.length, Math.ceil(zips.length / zipsPerCinema));
    for (let index = 0; index < count; index += 1) {
      const site = sites[Math.floor((index * sites.length) / count)];
      // Larger towns have larger cinemas, and not all are of one size.
      if (site !== undefined) place(site, 3 + Math.min(3, Math.floor(zips.length / zipsPerCinema)) + (index % 2));
    }
  }
  // Codes of one point are served together.
  for (const zip of distinctPoints(zipCodes)) if (!placed.hasWithin(zip, servedRadiusKm)) place(zip, 2);
  return cinemas;
}

function distinctPoints(zips: readonly ZipCode[]): ZipCode[] {
  return [...groupBy(zips, (zip) => `${zip.latitude} ${zip.longitude}`).values()].flatMap((same) => same.slice(0, 1));
}
