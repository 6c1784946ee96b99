/** What a ticket's price depends on, apart from the seat. */
export interface Showing {
  readonly format: 'standard' | '3d' | 'imax';
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes after midnight, where the cinema is. */
  readonly minuteOfDay: number;
}

const pattern = /^[a-z0-9-]+\.s[1-9]\d*\.(\d{4})(\d{2})(\d{2})\.([01]\d|2[0-3])([0-5]\d)\.(standard|3d|imax)$/;

/**
 * Reads the id of a showtime, as `cinemas.v1.Showtime.id` documents it: "seattle-wa-1.s2.20261120.1930.imax".
 *
 * @returns undefined where the text is no such id
 */
export function readShowtimeId(id: string): Showing | undefined {
  const [, year, month, day, hour, minute, format] = pattern.exec(id) ?? [];
  const date = `${year}-${month}-${day}`;
  const time = new Date(`${date}T00:00:00Z`);
  // A day that is not in its month would come out as one of the next.
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== date) return undefined;
  if (format !== 'standard' && format !== '3d' && format !== 'imax') return undefined;
  return { format, weekday: time.getUTCDay(), minuteOfDay: Number(hour) * 60 + Number(minute) };
}
