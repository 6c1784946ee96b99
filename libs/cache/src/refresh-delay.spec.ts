import { describe, expect, it } from '@jest/globals';
import { refreshDelayMs } from './refresh-delay.ts';

describe('refreshDelayMs', () => {
  it.each([
    { what: 'a tenth of the time to live', ttlMs: 2000, windowLeftMs: 60_000, mostMs: 200 },
    { what: 'a tenth of what is left of the window', ttlMs: 60_000, windowLeftMs: 500, mostMs: 50 },
    { what: 'a second', ttlMs: 3_600_000, windowLeftMs: 3_600_000, mostMs: 1000 },
  ])('is at most $what', ({ ttlMs, windowLeftMs, mostMs }) => {
    expect(refreshDelayMs(ttlMs, windowLeftMs, 1)).toBe(mostMs);
    expect(refreshDelayMs(ttlMs, windowLeftMs, 0.5)).toBe(mostMs / 2);
    expect(refreshDelayMs(ttlMs, windowLeftMs, 0)).toBe(0);
  });
});
