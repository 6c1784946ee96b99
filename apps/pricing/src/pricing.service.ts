import { pricingV1 } from '@tributary/stubs';
import { readShowtimeId } from './showing.ts';
import { quote } from './tariff.ts';

const nanosPerCent = 10_000_000;

/** Prices of showtimes, from their ids alone. */
export class PricingService {
  /** The prices of what is a showtime's id, in the order asked for. */
  prices(showtimeIds: readonly string[], seatClass: pricingV1.SeatClass): pricingV1.Price[] {
    const seat =
      seatClass === pricingV1.SeatClass.SEAT_CLASS_UNSPECIFIED ? pricingV1.SeatClass.SEAT_CLASS_STANDARD : seatClass;
    return showtimeIds.flatMap((showtimeId) => {
      const showing = readShowtimeId(showtimeId);
      if (showing === undefined) return [];
      const { cents, reasons } = quote(showing, seat);
      const amount = {
        currencyCode: 'USD',
        units: BigInt(Math.trunc(cents / 100)),
        nanos: (cents % 100) * nanosPerCent,
      };
      return { showtimeId, amount, seatClass: seat, reasons: [...reasons] };
    });
  }
}
