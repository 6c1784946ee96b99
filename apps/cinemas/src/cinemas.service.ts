import type { Point, ZipCode } from '@tributary/datasets';
import { pageOf, type PageResult } from '@tributary/nestjs';
import type { cinemasV1 } from '@tributary/stubs';
import type { Cinema } from './cinema.ts';
import { NearbyIndex } from './nearby-index.ts';
import { placeCinemas, servedRadiusKm } from './place-cinemas.ts';
import { Programme } from './programme.ts';
import { screeningsOn, type ShownFilm } from './screenings.ts';
import { timeZoneOf } from './time-zones.ts';

const millisecondsPerDay = 86_400_000;

/** Cinemas near a point, and their programme. */
export class CinemasService {
  readonly #cinemas: ReadonlyMap<string, Cinema>;
  readonly #nearby = new NearbyIndex<Cinema>();
  /** By the number of a screen among all screens: its cinema. */
  readonly #byScreen: readonly Cinema[];
  readonly #films: readonly ShownFilm[];
  readonly #placeOfFilm: ReadonlyMap<string, number>;
  readonly #programme: Programme;

  /**
   * @param zipCodes where towns are
   * @param films what is shown, in any order
   */
  constructor(zipCodes: readonly ZipCode[], films: readonly ShownFilm[]) {
    const cinemas = placeCinemas(zipCodes);
    this.#cinemas = new Map(cinemas.map((cinema) => [cinema.id, cinema]));
    for (const cinema of cinemas) this.#nearby.add(cinema);
    this.#byScreen = cinemas.flatMap((cinema) => Array.from({ length: cinema.screens }, () => cinema));
    this.#films = [...films].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#placeOfFilm = new Map(this.#films.map(({ id }, place) => [id, place]));
    this.#programme = new Programme(this.#films.length, this.#byScreen.length);
  }

  /** A page of the cinemas near a point, the nearest first. */
  near(request: cinemasV1.ListCinemasRequest): PageResult<cinemasV1.Cinema> {
    const { latitude, longitude, radiusKm, pageSize, pageToken } = request;
    const center: Point = { latitude, longitude };
    const radius = radiusKm === 0 ? servedRadiusKm : radiusKm;
    const list = ['ListCinemas', latitude, longitude, radius];
    const near = this.#nearby.within(center, radius);
    const page = pageOf(near, { pageSize, pageToken, list, defaultSize: 50, maxSize: 200 });
    if (page.kind === 'bad-token') return page;
    return { ...page, items: page.items.map(({ item, distanceKm }) => ({ ...contractOf(item), distanceKm })) };
  }

  /** The cinemas that are known, in the order asked for. */
  cinemas(ids: readonly string[]): cinemasV1.Cinema[] {
    return ids.flatMap((id) => {
      const cinema = this.#cinemas.get(id);
      return cinema === undefined ? [] : contractOf(cinema);
    });
  }

  /** A page of a day's screenings, in the order in which they start. */
  showtimes(request: cinemasV1.ListShowtimesRequest): PageResult<cinemasV1.Showtime> {
    const { movieId, date, cinemaIds, earliestLocalTime, pageSize, pageToken } = request;
    const list = ['ListShowtimes', movieId, date, earliestLocalTime, ...cinemaIds];
    const found = this.#screens(movieId, date, new Set(cinemaIds))
      .flatMap(({ cinema, screen, film }) => screeningsOn(cinema, screen, film, date))
      .filter(({ localTime }) => localTime >= earliestLocalTime)
      .sort(byStart);
    return pageOf(found, { pageSize, pageToken, list, defaultSize: 200, maxSize: 1000 });
  }

  /** The screens asked for, each with the film that it shows on the day. */
  #screens(movieId: string, date: string, cinemaIds: ReadonlySet<string>): ScreenOfDay[] {
    const day = Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
    const place = movieId === '' ? undefined : this.#placeOfFilm.get(movieId);
    if (movieId !== '' && place === undefined) return [];
    if (place !== undefined) {
      const screens = this.#programme.screensOf(place, day).flatMap((screen) => this.#screenOn(screen, day));
      return cinemaIds.size === 0 ? screens : screens.filter(({ cinema }) => cinemaIds.has(cinema.id));
    }
    return [...cinemaIds].flatMap((id) => {
      const cinema = this.#cinemas.get(id);
      if (cinema === undefined) return [];
      return Array.from({ length: cinema.screens }, (_, index) =>
        this.#screenOn(cinema.firstScreen + index, day),
      ).flat();
    });
  }

  #screenOn(screen: number, day: number): ScreenOfDay[] {
    const cinema = this.#byScreen[screen];
    const film = this.#films[this.#programme.filmOn(screen, day)];
    if (cinema === undefined || film === undefined) return [];
    return [{ cinema, screen: screen - cinema.firstScreen + 1, film }];
  }
}

interface ScreenOfDay {
  readonly cinema: Cinema;
  /** Its number in the cinema, from 1. */
  readonly screen: number;
  readonly film: ShownFilm;
}

function byStart(a: cinemasV1.Showtime, b: cinemasV1.Showtime): number {
  const difference = Number((a.startsAt?.seconds ?? 0n) - (b.startsAt?.seconds ?? 0n));
  return difference !== 0 ? difference : a.id < b.id ? -1 : 1;
}

function contractOf({ id, name, city, state, latitude, longitude, screens }: Cinema): cinemasV1.Cinema {
  return { id, name, city, state, latitude, longitude, timeZone: timeZoneOf(state), screens };
}
