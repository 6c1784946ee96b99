import { describe, expect, it } from '@jest/globals';
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { decodeString, encodeString, isValidUtf8 } from './text.ts';

describe('text', () => {
  it('encodes and decodes, short and long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(encodeString(text)).toEqual(new TextEncoder().encode(text));
        expect(decodeString(encodeString(text))).toBe(text);
      }),
    );
  });

  it('keeps a byte-order mark, which is text', () => {
    expect(decodeString(Uint8Array.of(0xef, 0xbb, 0xbf, 97))).toBe('\ufeffa');
  });

  it('replaces what is no UTF-8 and what is no text', () => {
    expect(decodeString(Uint8Array.of(97, 0xff))).toBe('a\ufffd');
    expect(encodeString('\ud800')).toEqual(new TextEncoder().encode('\ufffd'));
  });

  it('tells valid UTF-8 as Node does', () => {
    const bytes = fc.array(
      fc.oneof(fc.nat(127), fc.constantFrom(0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4)),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(bytes, fc.nat(3), (numbers, from) => {
        const all = Uint8Array.from(numbers);
        const start = Math.min(from, all.length);
        expect(isValidUtf8(all, start, all.length)).toBe(isUtf8(all.subarray(start)));
      }),
      { numRuns: 500 },
    );
  });
});
