import { describe, expect, it } from '@jest/globals';
import {
  BUFFER_OVERHEAD_BYTES,
  ENTRY_OVERHEAD_BYTES,
  TAG_OVERHEAD_BYTES,
  entryBytes,
  stringBytes,
} from './footprint.ts';

describe('stringBytes', () => {
  it('counts one byte a character while all fit into one, two as soon as one does not', () => {
    expect(stringBytes('')).toBe(0);
    expect(stringBytes('caf\u00e9\u0000')).toBe(5);
    expect(stringBytes('caf\u0113')).toBe(8);
  });
});

describe('entryBytes', () => {
  it('counts the key, the bytes, each tag, and what they take besides', () => {
    expect(entryBytes('key', new Uint8Array(10), [])).toBe(ENTRY_OVERHEAD_BYTES + 3 + 10);
    expect(entryBytes('key', new Uint8Array(100), ['ab', '\u0113'])).toBe(
      ENTRY_OVERHEAD_BYTES + BUFFER_OVERHEAD_BYTES + 3 + 100 + 2 * TAG_OVERHEAD_BYTES + 2 + 2,
    );
  });
});
