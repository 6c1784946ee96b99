import type { ReflectMessage } from '@bufbuild/protobuf/reflect';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { spendSteps } from '../meter.ts';
import { inLibrary, overload, type CatalogueFunction } from './catalogue-function.ts';

/** A timestamp as functions get it. */
type TimestampValue = ReflectMessage & { readonly message: Timestamp };

const offset = /^(?<sign>[+-]?)(?<hours>\d\d):(?<minutes>\d\d)$/;

// Making a formatter takes some 50 us. The names come from compositions and from requests: only some are kept.
const formatters = new Map<string, Intl.DateTimeFormat>();
const maxFormatters = 64;
const formatterSteps = 200;

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  spendSteps(formatterSteps);
  if (formatters.size >= maxFormatters) formatters.clear();
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
}

/**
 * The date and time that clocks show in a zone, as a date whose UTC fields say it. The library's own goes through the
 * zone of the process, where some hours of a year do not exist.
 */
function clock({ message }: TimestampValue, zone: string): Date {
  const instant = new Date(Number(message.seconds) * 1000 + Math.floor(message.nanos / 1_000_000));
  if (zone === 'UTC' || zone === 'Z' || zone === '') return instant;
  const fixed = offset.exec(zone)?.groups;
  if (fixed !== undefined) {
    const minutes = Number(fixed.hours) * 60 + Number(fixed.minutes);
    return new Date(instant.getTime() + (fixed.sign === '-' ? -minutes : minutes) * 60_000);
  }
  const parts = new Map<string, string>();
  for (const { type, value } of formatterFor(zone).formatToParts(instant)) parts.set(type, value);
  const part = (name: string): number => Number(parts.get(name) ?? '0');
  const shown = new Date(0);
  shown.setUTCFullYear(parts.get('era') === 'BC' ? 1 - part('year') : part('year'), part('month') - 1, part('day'));
  shown.setUTCHours(part('hour'), part('minute'), part('second'), instant.getUTCMilliseconds());
  return shown;
}

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

function getter(name: string, doc: string, read: (shown: Date) => number, ofDuration = false): CatalogueFunction {
  return {
    name,
    doc,
    overloads: [
      overload(`<timestamp>.${name}() -> <int>`, (at: TimestampValue) => BigInt(read(clock(at, 'UTC')))),
      overload(`<timestamp>.${name}(<string>) -> <int>`, (at: TimestampValue, zone: string) =>
        BigInt(read(clock(at, zone))),
      ),
      ...(ofDuration ? inLibrary(`<duration>.${name}() -> <int>`) : []),
    ],
  };
}

/** Functions of timestamps and durations. A zone is an IANA name or an offset, `Europe/Vienna` or `+01:00`. */
export const times: readonly CatalogueFunction[] = [
  getter('getFullYear', 'The year, in UTC or in a zone.', (shown) => shown.getUTCFullYear()),
  getter('getMonth', 'The month, from 0.', (shown) => shown.getUTCMonth()),
  getter('getDate', 'The day of the month, from 1.', (shown) => shown.getUTCDate()),
  getter('getDayOfMonth', 'The day of the month, from 0.', (shown) => shown.getUTCDate() - 1),
  getter('getDayOfWeek', 'The day of the week, Sunday is 0.', (shown) => shown.getUTCDay()),
  getter('getDayOfYear', 'The day of the year, from 0.', dayOfYear),
  getter('getHours', 'The hour of the day; of a duration all its hours.', (shown) => shown.getUTCHours(), true),
  getter(
    'getMinutes',
    'The minute of the hour; of a duration all its minutes.',
    (shown) => shown.getUTCMinutes(),
    true,
  ),
  getter(
    'getSeconds',
    'The second of the minute; of a duration all its seconds.',
    (shown) => shown.getUTCSeconds(),
    true,
  ),
  getter(
    'getMilliseconds',
    'The millisecond of the second; of a duration too.',
    (shown) => shown.getUTCMilliseconds(),
    true,
  ),
];
