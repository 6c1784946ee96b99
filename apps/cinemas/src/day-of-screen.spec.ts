import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startsOf } from './day-of-screen.ts';

describe('startsOf', () => {
  it('begins at noon and repeats the film as often as it fits', () => {
    expect(startsOf(0, 100).map((minute) => minute / 60)).toEqual([
      12,
      14 + 5 / 60,
      16 + 10 / 60,
      18.25,
      20 + 20 / 60,
      22 + 25 / 60,
    ]);
  });

  it('leaves time for every film of the data, and always has an evening show', () => {
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.option(fc.integer({ min: 46, max: 222 }), { nil: undefined }),
        (screen, minutes) => {
          const starts = startsOf(screen, minutes);
          for (const [index, start] of starts.entries()) {
            expect(start % 5).toBe(0);
            expect(start - (starts[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual((minutes ?? 0) + 25);
          }
          expect(starts.at(-1)).toBeGreaterThanOrEqual(17 * 60);
          expect(starts.at(-1)).toBeLessThanOrEqual(22 * 60 + 30);
        },
      ),
    );
  });
});
