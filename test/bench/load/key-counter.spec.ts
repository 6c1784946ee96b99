import { describe, expect, it } from '@jest/globals';
import { KeyCounter } from './key-counter.ts';

function take(next: () => number, count: number): number[] {
  return Array.from({ length: count }, () => next());
}

describe('keys', () => {
  it('are new in every run', () => {
    const counter = new KeyCounter();
    const keys = [...take(counter.keys({ kind: 'new' }), 100), ...take(counter.keys({ kind: 'new' }), 100)];
    expect(new Set(keys).size).toBe(200);
  });

  it('come by Zipf’s law, with the share of new ones that is wanted', () => {
    const keys = take(new KeyCounter().keys({ kind: 'zipf', count: 1000, newShare: 0.1 }), 20_000);
    const known = keys.filter((key) => key < 1000);
    const shareOf = (rank: number) => known.filter((key) => key === rank).length / known.length;
    expect(known.length / keys.length).toBeCloseTo(0.9, 1);
    // The harmonic number of 1,000 is 7.49.
    expect(shareOf(0)).toBeCloseTo(1 / 7.49, 1);
    expect(shareOf(0) / shareOf(9)).toBeGreaterThan(7);
  });
});
