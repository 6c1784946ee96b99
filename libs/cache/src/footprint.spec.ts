import { describe, expect, it } from '@jest/globals';
import { TAG_OVERHEAD_BYTES, stringBytes, tagBytes } from './footprint.ts';

describe('stringBytes', () => {
  it('counts one byte a character while all fit into one, two as soon as one does not', () => {
    expect(stringBytes('')).toBe(0);
    expect(stringBytes('caf\u00e9\u0000')).toBe(5);
    expect(stringBytes('caf\u0113')).toBe(8);
  });
});

describe('tagBytes', () => {
  it('counts each tag, and what it takes besides', () => {
    expect(tagBytes([])).toBe(0);
    expect(tagBytes(['ab', '\u0113'])).toBe(2 * TAG_OVERHEAD_BYTES + 2 + 2);
  });
});
