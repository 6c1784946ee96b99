/** The IANA zone of a state, where it has several that of most of its people. */
const zoneOfState: Readonly<Record<string, string>> = {
  AK: 'America/Anchorage',
  AL: 'America/Chicago',
  AR: 'America/Chicago',
  AS: 'Pacific/Pago_Pago',
  AZ: 'America/Phoenix',
  CA: 'America/Los_Angeles',
  CO: 'America/Denver',
  FM: 'Pacific/Pohnpei',
  GU: 'Pacific/Guam',
  HI: 'Pacific/Honolulu',
  IA: 'America/Chicago',
  ID: 'America/Boise',
  IL: 'America/Chicago',
  IN: 'America/Indiana/Indianapolis',
  KS: 'America/Chicago',
  LA: 'America/Chicago',
  MH: 'Pacific/Majuro',
  MN: 'America/Chicago',
  MO: 'America/Chicago',
  MP: 'Pacific/Saipan',
  MS: 'America/Chicago',
  MT: 'America/Denver',
  ND: 'America/Chicago',
  NE: 'America/Chicago',
  NM: 'America/Denver',
  NV: 'America/Los_Angeles',
  OK: 'America/Chicago',
  OR: 'America/Los_Angeles',
  PR: 'America/Puerto_Rico',
  PW: 'Pacific/Palau',
  SD: 'America/Chicago',
  TN: 'America/Chicago',
  TX: 'America/Chicago',
  UT: 'America/Denver',
  VI: 'America/St_Thomas',
  WA: 'America/Los_Angeles',
  WI: 'America/Chicago',
  WY: 'America/Denver',
};

/** The IANA name of the time zone of a state or territory, by its two letters. */
export function timeZoneOf(state: string): string {
  return zoneOfState[state] ?? 'America/New_York';
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Answers of {@link startOfDay}: a list of showtimes asks for the same few again and again, and a format is slow. */
const known = new Map<string, number>();
const mostKnown = 1000;

/**
 * When a day begins in a zone, as the clocks of its afternoon count: the clock may be changed in the night, and no film
 * starts then.
 *
 * @param date YYYY-MM-DD
 * @returns seconds since 1970
 */
export function startOfDay(date: string, timeZone: string): number {
  const key = `${date} ${timeZone}`;
  const start = known.get(key) ?? computeStartOfDay(date, timeZone);
  if (known.size >= mostKnown) known.clear();
  known.set(key, start);
  return start;
}

function computeStartOfDay(date: string, timeZone: string): number {
  const noon = Date.parse(`${date}T12:00:00Z`);
  // The zone's noon lies up to 14 hours from that of UTC. Asked there, the offset is that of the zone's own day.
  const around = noon - offsetMs(noon, timeZone);
  return (noon - offsetMs(around, timeZone)) / 1000 - 12 * 3600;
}

function offsetMs(time: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - time;
}
