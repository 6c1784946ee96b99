import { describe, expect, it } from '@jest/globals';
import { readReleaseDate } from './release-date.ts';

describe('readReleaseDate', () => {
  it.each([
    ['Jun 12 1998', '1998-06-12'],
    ['Dec 23 2011', '2011-12-23'],
    ['Aug 25 2039', '1939-08-25'],
    ['Feb 08 2015', '1915-02-08'],
  ])('reads %s as %s', (text, date) => {
    expect(readReleaseDate(text)).toBe(date);
  });

  it.each(['Feb 30 1999', 'Juno 12 1998', '1998-06-12', ''])('refuses %j', (text) => {
    expect(() => readReleaseDate(text)).toThrow('no date');
  });
});
