import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinKey, joinParts } from './cache-key.ts';

// Few characters, those that keys are written with among them, so that what could be mistaken comes up.
const part = fc.oneof(
  fc.string({ unit: fc.constantFrom('1', '2', ':', '#', 'a', '\0', '\ud800'), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('1', ':', 'a', '\ud800', '\ud801'), minLength: 100, maxLength: 200 }),
);
const parts = fc.array(part, { maxLength: 4 });

describe('a key', () => {
  it('is the same for the same parts, and another one for others', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(joinParts(one) === joinParts(other)).toBe(same);
        expect(joinKey(one) === joinKey(other)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never long', () => {
    fc.assert(fc.property(parts, (one) => expect(joinKey(one).length).toBeLessThanOrEqual(128)));
    expect(joinKey(['x'.repeat(1_000_000)])).toHaveLength(44);
  });

  it('tells texts apart that are none', () => {
    const long = 'x'.repeat(200);
    expect(joinKey([`${long}\ud800`])).not.toBe(joinKey([`${long}\ud801`]));
  });
});
