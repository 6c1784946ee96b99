import { cinemasV1 } from '@tributary/stubs';

/** What a showtime's id says. */
export interface ShowtimeIdentity {
  readonly cinemaId: string;
  /** From 1. */
  readonly screen: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** HH:MM. */
  readonly localTime: string;
  readonly format: cinemasV1.Format;
}

const formatNames: Readonly<Record<cinemasV1.Format, string>> = {
  [cinemasV1.Format.FORMAT_UNSPECIFIED]: 'standard',
  [cinemasV1.Format.FORMAT_STANDARD]: 'standard',
  [cinemasV1.Format.FORMAT_THREE_D]: '3d',
  [cinemasV1.Format.FORMAT_IMAX]: 'imax',
  [cinemasV1.Format.UNRECOGNIZED]: 'standard',
};

/** "seattle-wa-1.s2.20261120.1930.imax": others read format and time out of it, as the contract says. */
export function showtimeId({ cinemaId, screen, date, localTime, format }: ShowtimeIdentity): string {
  const day = date.replaceAll('-', '');
  return `${cinemaId}.s${screen}.${day}.${localTime.replace(':', '')}.${formatNames[format]}`;
}
