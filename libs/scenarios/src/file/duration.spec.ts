import { describe, expect, it } from '@jest/globals';
import { parseDurationMs, renderDurationMs } from './duration.ts';

describe('parseDurationMs', () => {
  it.each([
    ['20ms', 20],
    ['1s', 1000],
    ['1.5s', 1500],
    ['.5s', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0ms', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '20', 's', '-1s', '1 s', '1sec', '1e3s', '1s2ms'])('refuses %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});

describe('renderDurationMs', () => {
  it('writes what people would', () => {
    expect([350, 999.6, 1000, 1500, 61_000].map(renderDurationMs)).toEqual(['350ms', '1000ms', '1s', '1.5s', '61s']);
  });
});
