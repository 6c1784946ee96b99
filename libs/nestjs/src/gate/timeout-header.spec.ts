import { describe, expect, it } from '@jest/globals';
import { readTimeout, writeTimeout } from './timeout-header.ts';

describe('grpc-timeout', () => {
  it.each([
    [undefined, Infinity],
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['3S', 3000],
    ['250m', 250],
    ['1500u', 1.5],
    ['0m', 0],
    ['99999999S', Infinity],
    ['2147483S', 2_147_483_000],
    ['1', undefined],
    ['1s', undefined],
    ['-1S', undefined],
    ['1.5S', undefined],
    ['123456789m', undefined],
    ['', undefined],
    [['1S', '2S'], undefined],
  ])('%j is %p ms', (header, ms) => {
    expect(readTimeout(header)).toBe(ms);
  });

  it('is written so that it can be read, at least a millisecond', () => {
    expect([250.4, 90_000, 2 ** 31 - 1, 0, -5].map(writeTimeout)).toEqual([
      '250400u',
      '90S',
      '2147483S',
      '1000u',
      '1000u',
    ]);
    expect(readTimeout(writeTimeout(89_999))).toBe(89_999);
  });
});
