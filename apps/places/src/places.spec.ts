import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status, type ServiceError } from '@grpc/grpc-js';
import { startUnderTest, statusDetailsOf, type ServiceUnderTest } from '@tributary/nestjs';
import { places } from './places.process.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startUnderTest(places);
});

afterAll(async () => {
  await service.stop();
});

const failure = (zip: string): Promise<ServiceError> =>
  service.client.call('LookupZip', { zip }).then(
    () => Promise.reject(new Error('the call succeeded')),
    (error: unknown) => error as ServiceError,
  );

describe('LookupZip', () => {
  it.each([
    ['98101', 'Seattle', 'WA', 'King'],
    ['10001', 'New York', 'NY', 'New York'],
    ['00501', 'Holtsville', 'NY', 'Suffolk'],
  ])('knows %s, in %s', async (zip, city, state, county) => {
    expect(await service.client.call('LookupZip', { zip })).toMatchObject({ place: { zip, city, state, county } });
  });

  it('knows no code that there is not: NOT_FOUND', async () => {
    const error = await failure('00000');
    expect(error.code).toBe(status.NOT_FOUND);
    expect(statusDetailsOf(error)).toMatchObject([{ reason: 'ZIP_NOT_FOUND', metadata: { zip: '00000' } }]);
  });

  it.each(['', '9810', '981011', '98101 ', '９８１０１', 'abcde'])('refuses %j: INVALID_ARGUMENT', async (zip) => {
    const error = await failure(zip);
    expect([error.code, error.details]).toEqual([status.INVALID_ARGUMENT, 'invalid request: zip: must be five digits']);
  });
});
