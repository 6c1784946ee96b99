import { describe, expect, it } from '@jest/globals';
import { readZipCodes } from '@tributary/datasets';
import { startOfDay, timeZoneOf } from './time-zones.ts';

const seconds = (text: string) => Date.parse(text) / 1000;

describe('startOfDay', () => {
  it.each([
    ['2026-11-20', 'America/New_York', '2026-11-20T05:00:00Z'],
    ['2026-07-04', 'America/New_York', '2026-07-04T04:00:00Z'],
    ['2026-07-04', 'America/Phoenix', '2026-07-04T07:00:00Z'],
    ['2026-07-04', 'Pacific/Honolulu', '2026-07-04T10:00:00Z'],
    ['2026-07-04', 'Pacific/Guam', '2026-07-03T14:00:00Z'],
    ['2026-07-04', 'Pacific/Pago_Pago', '2026-07-04T11:00:00Z'],
  ])('of %s in %s is %s', (date, zone, expected) => {
    expect(startOfDay(date, zone)).toBe(seconds(expected));
  });

  it.each([
    ['2026-03-08', '2026-03-08T12:00:00-04:00'],
    ['2026-11-01', '2026-11-01T12:00:00-05:00'],
  ])('counts as the clocks of the afternoon do, when they change in the night to %s', (date, noon) => {
    expect(startOfDay(date, 'America/New_York') + 12 * 3600).toBe(seconds(noon));
  });
});

describe('timeZoneOf', () => {
  it('is a zone for every state and territory with a ZIP code', () => {
    for (const state of new Set(readZipCodes().map((zip) => zip.state))) {
      expect(() => startOfDay('2026-11-20', timeZoneOf(state))).not.toThrow();
    }
  });
});
