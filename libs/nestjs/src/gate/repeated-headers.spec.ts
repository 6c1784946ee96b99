import { describe, expect, it } from '@jest/globals';
import { joinRepeatedHeaders } from './repeated-headers.ts';

describe('joinRepeatedHeaders', () => {
  it('joins repeated headers by a comma alone, and leaves commas in values', () => {
    const headers = { ':path': '/a', 'x-two': 'a, b, c', 'x-one': 'd, e' };
    joinRepeatedHeaders(headers, [':path', '/a', 'x-two', 'a, b', 'x-one', 'd, e', 'X-Two', 'c']);
    expect(headers).toEqual({ ':path': '/a', 'x-two': 'a, b,c', 'x-one': 'd, e' });
  });

  it('leaves headers alone that are not repeated, or that Node did not join', () => {
    const headers = { 'x-one': 'd, e', 'set-cookie': ['a', 'b'] };
    joinRepeatedHeaders(headers, ['x-one', 'd, e', 'set-cookie', 'a', 'set-cookie', 'b']);
    expect(headers).toEqual({ 'x-one': 'd, e', 'set-cookie': ['a', 'b'] });
  });
});
