import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readShowtimeId } from './showing.ts';

describe('readShowtimeId', () => {
  it('reads format, weekday and time', () => {
    expect(readShowtimeId('seattle-wa-1.s2.20261120.1930.imax')).toEqual({
      format: 'imax',
      weekday: 5,
      minuteOfDay: 19 * 60 + 30,
    });
  });

  it.each([
    '',
    'seattle-wa-1',
    'seattle-wa-1.s0.20261120.1930.imax',
    'seattle-wa-1.s2.20261131.1930.imax',
    'seattle-wa-1.s2.20261320.1930.imax',
    'seattle-wa-1.s2.20261120.2430.imax',
    'seattle-wa-1.s2.20261120.1960.imax',
    'seattle-wa-1.s2.20261120.1930.vhs',
    'seattle-wa-1.s2.20261120.1930.imax ',
    'Seattle.s2.20261120.1930.imax',
  ])('takes %j for no id', (id) => {
    expect(readShowtimeId(id)).toBeUndefined();
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readShowtimeId(text)).toBeUndefined();
      }),
    );
  });
});
