import { describe, expect, it } from '@jest/globals';
import { parseDuration } from '@tributary/language';
import fc from 'fast-check';
import { durationText } from './duration-text.ts';

describe('durations in text', () => {
  it.each([
    [5, '5ms'],
    [800, '800ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [30_000, '30s'],
    [90_000, '1.5m'],
    [600_000, '10m'],
    [3_600_000, '1h'],
    [86_400_000, '24h'],
    [1234, '1234ms'],
  ])('%d ms', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('are durations of the language', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (ms) => {
        expect(parseDuration(durationText(ms))).toBeCloseTo(ms, 5);
      }),
    );
  });
});
