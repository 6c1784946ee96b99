import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timeoutHeader } from './timeout-header.ts';

const unitMs: Record<string, number> = { u: 0.001, m: 1, S: 1000, M: 60_000, H: 3_600_000 };

describe('timeoutHeader', () => {
  it.each([
    [1, '1m'],
    [500, '500m'],
    [99_999_999, '99999999m'],
    [100_000_000, '100000S'],
    [0.5, '500u'],
    [12.3456, '12345u'],
    [0.0001, '1u'],
    [100_000.25, '100000m'],
    [1e12, '16666666M'],
    [1e14, '27777777H'],
    [1e18, '99999999H'],
  ])('%d ms is %s', (remainingMs, header) => {
    expect(timeoutHeader(remainingMs)).toBe(header);
  });

  it('never says more than remains, and loses little', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 3.5e14, noNaN: true }), (remainingMs) => {
        const [, count, unit] = /^(\d{1,8})([HMSmun])$/.exec(timeoutHeader(remainingMs)) ?? [];
        const saidMs = Number(count) * (unitMs[unit ?? ''] ?? NaN);
        expect(saidMs).toBeGreaterThan(0);
        expect(saidMs).toBeLessThanOrEqual(remainingMs * (1 + 1e-12));
        if (remainingMs > 1) expect(saidMs).toBeGreaterThan(remainingMs * 0.998);
      }),
    );
  });
});
