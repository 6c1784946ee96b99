import { describe, expect, it } from '@jest/globals';
import { pricingV1 } from '@tributary/stubs';
import type { Showing } from './showing.ts';
import { quote } from './tariff.ts';

const {
  SEAT_CLASS_STANDARD: standard,
  SEAT_CLASS_PREMIUM: premium,
  SEAT_CLASS_RECLINER: recliner,
} = pricingV1.SeatClass;
/** A Wednesday at five in the afternoon: nothing applies. */
const plain: Showing = { format: 'standard', weekday: 3, minuteOfDay: 17 * 60 };

describe('quote', () => {
  it.each<[string, Partial<Showing>, pricingV1.SeatClass, number, string[]]>([
    ['nothing', {}, standard, 1100, []],
    ['the last minute of the afternoon', { minuteOfDay: 16 * 60 - 1 }, standard, 850, ['matinee']],
    ['four o’clock', { minuteOfDay: 16 * 60 }, standard, 1100, []],
    ['the first minute of the evening', { minuteOfDay: 18 * 60 }, standard, 1300, ['evening']],
    ['a Tuesday', { weekday: 2 }, standard, 800, ['bargain day']],
    ['a Friday afternoon', { weekday: 5 }, standard, 1100, []],
    ['a Friday evening', { weekday: 5, minuteOfDay: 1200 }, standard, 1450, ['evening', 'weekend']],
    ['a Sunday', { weekday: 0 }, standard, 1250, ['weekend']],
    ['3D', { format: '3d' }, standard, 1450, ['3d']],
    ['IMAX', { format: 'imax' }, standard, 1700, ['imax']],
    ['a premium seat', {}, premium, 1500, ['premium seat']],
    ['a recliner', {}, recliner, 1800, ['recliner']],
    [
      'all of it',
      { weekday: 6, minuteOfDay: 1200, format: 'imax' },
      recliner,
      2750,
      ['evening', 'weekend', 'imax', 'recliner'],
    ],
  ])('counts %s', (_, changes, seat, cents, reasons) => {
    expect(quote({ ...plain, ...changes }, seat)).toEqual({ cents, reasons });
  });
});
