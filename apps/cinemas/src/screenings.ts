import type { Film } from '@tributary/datasets';
import { cinemasV1 } from '@tributary/stubs';
import type { Cinema } from './cinema.ts';
import { startsOf } from './day-of-screen.ts';
import { showtimeId } from './showtime-id.ts';
import { startOfDay, timeZoneOf } from './time-zones.ts';

/** What a programme needs to know of a film. */
export type ShownFilm = Pick<Film, 'id' | 'year' | 'runningTimeMinutes'>;

/** Large cinemas have an IMAX screen, their first. */
const screensWithImax = 6;
/** Some recent films come in 3D, on the second screens. */
const first3dYear = 2005;

/**
 * A day's screenings on one screen.
 *
 * @param screen its number in the cinema, from 1
 * @param date YYYY-MM-DD
 */
export function screeningsOn(cinema: Cinema, screen: number, film: ShownFilm, date: string): cinemasV1.Showtime[] {
  const format = formatOf(cinema, screen, film);
  const midnight = startOfDay(date, timeZoneOf(cinema.state));
  return startsOf(cinema.firstScreen + screen - 1, film.runningTimeMinutes).map((minute) => {
    const localTime = `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
    return {
      id: showtimeId({ cinemaId: cinema.id, screen, date, localTime, format }),
      cinemaId: cinema.id,
      movieId: film.id,
      screen,
      startsAt: { seconds: BigInt(midnight + minute * 60), nanos: 0 },
      date,
      localTime,
      format,
    };
  });
}

function formatOf(cinema: Cinema, screen: number, film: ShownFilm): cinemasV1.Format {
  if (screen === 1 && cinema.screens >= screensWithImax) return cinemasV1.Format.FORMAT_IMAX;
  if (screen === 2 && film.year >= first3dYear) return cinemasV1.Format.FORMAT_THREE_D;
  return cinemasV1.Format.FORMAT_STANDARD;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
