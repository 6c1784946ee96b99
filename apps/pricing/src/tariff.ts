import { pricingV1 } from '@tributary/stubs';
import type { Showing } from './showing.ts';

/** A price and how it came about. */
export interface Quote {
  readonly cents: number;
  /** The surcharges and reductions that applied, in the order of the tariff. */
  readonly reasons: readonly string[];
}

/** A line of the tariff: it applies, and changes the price. */
interface TariffLine {
  readonly reason: string;
  readonly cents: number;
  applies(showing: Showing): boolean;
}

/** US cents. */
const basePrice = 1100;

const sunday = 0;
const tuesday = 2;
const friday = 5;
const saturday = 6;
const afternoonEnds = 16 * 60;
const eveningBegins = 18 * 60;

const lines: readonly TariffLine[] = [
  { reason: 'matinee', cents: -250, applies: ({ minuteOfDay }) => minuteOfDay < afternoonEnds },
  { reason: 'evening', cents: 200, applies: ({ minuteOfDay }) => minuteOfDay >= eveningBegins },
  { reason: 'bargain day', cents: -300, applies: ({ weekday }) => weekday === tuesday },
  {
    reason: 'weekend',
    cents: 150,
    applies: ({ weekday, minuteOfDay }) =>
      weekday === saturday || weekday === sunday || (weekday === friday && minuteOfDay >= eveningBegins),
  },
  { reason: '3d', cents: 350, applies: ({ format }) => format === '3d' },
  { reason: 'imax', cents: 600, applies: ({ format }) => format === 'imax' },
];

const seats: Readonly<Record<pricingV1.SeatClass, { readonly reason: string; readonly cents: number } | undefined>> = {
  [pricingV1.SeatClass.SEAT_CLASS_UNSPECIFIED]: undefined,
  [pricingV1.SeatClass.SEAT_CLASS_STANDARD]: undefined,
  [pricingV1.SeatClass.SEAT_CLASS_PREMIUM]: { reason: 'premium seat', cents: 400 },
  [pricingV1.SeatClass.SEAT_CLASS_RECLINER]: { reason: 'recliner', cents: 700 },
  [pricingV1.SeatClass.UNRECOGNIZED]: undefined,
};

/** The price of a seat at a showing. */
export function quote(showing: Showing, seatClass: pricingV1.SeatClass): Quote {
  const applied = [...lines.filter((line) => line.applies(showing)), ...[seats[seatClass] ?? []].flat()];
  return {
    cents: applied.reduce((cents, line) => cents + line.cents, basePrice),
    reasons: applied.map(({ reason }) => reason),
  };
}
