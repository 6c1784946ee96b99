import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePercent } from './percent-decoding.ts';

describe('decodePercent', () => {
  it.each([
    ['no film', 'no film'],
    ['50%25 off', '50% off'],
    ['caf%C3%A9', 'café'],
    ['100%', '100%'],
    ['%zz %41', '%zz A'],
    ['%ff%41', '\ufffdA'],
  ])('%j reads %j', (encoded, text) => {
    expect(decodePercent(encoded)).toBe(text);
  });

  it('undoes the encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePercent(encodeURIComponent(text))).toBe(text);
      }),
    );
  });
});
