import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { startUnderTest, type ServiceUnderTest } from '@tributary/nestjs';
import { pricingV1 } from '@tributary/stubs';
import { pricing } from './pricing.process.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(pricing);
});

afterAll(async () => {
  await service.stop();
});

const evening = 'seattle-wa-1.s2.20261120.1930.imax';
const matinee = 'new-york-ny-3.s1.20261118.1205.standard';

describe('BatchGetPrices', () => {
  it('answers in the order asked, without what is no showtime', async () => {
    expect(await service.client.call('BatchGetPrices', { showtimeIds: [evening, 'none', matinee] })).toMatchObject({
      prices: [
        {
          showtimeId: evening,
          amount: { currencyCode: 'USD', units: 20n, nanos: 500_000_000 },
          seatClass: pricingV1.SeatClass.SEAT_CLASS_STANDARD,
          reasons: ['evening', 'weekend', 'imax'],
        },
        { showtimeId: matinee, amount: { units: 8n, nanos: 500_000_000 }, reasons: ['matinee'] },
      ],
    });
  });

  it('counts the class of the seat', async () => {
    const seatClass = pricingV1.SeatClass.SEAT_CLASS_PREMIUM;
    expect(await service.client.call('BatchGetPrices', { showtimeIds: [matinee], seatClass })).toMatchObject({
      prices: [{ amount: { units: 12n, nanos: 500_000_000 }, seatClass }],
    });
  });

  it.each([{ showtimeIds: [''] }, { seatClass: 9 }, { showtimeIds: Array.from({ length: 1001 }, () => evening) }])(
    'refuses what breaks a rule: INVALID_ARGUMENT',
    async (request) => {
      await expect(service.client.call('BatchGetPrices', request)).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    },
  );
});
