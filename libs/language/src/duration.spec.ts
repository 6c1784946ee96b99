import { describe, expect, it } from '@jest/globals';
import { maxDurationMs, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['800ms', 800],
    ['1.5s', 1500],
    ['.5s', 500],
    ['2m', 120_000],
    ['0.25h', 900_000],
    ['0.5ms', 0.5],
    ['007s', 7000],
    ['720h', 2_592_000_000],
    [`${maxDurationMs}ms`, maxDurationMs],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    'fast',
    '5',
    's',
    '-5ms',
    '+1s',
    '5 s',
    ' 5s',
    '5s ',
    '1e3ms',
    '1d',
    '1.s',
    '1.5.5s',
    '1s500ms',
    '5S',
    'Infinitys',
  ])('does not read %j', (text) => {
    expect(parseDuration(text)).toBe(`"${text}" is not a duration`);
  });

  it.each(['0ms', '0s', '0.0h'])('refuses %s', (text) => {
    expect(parseDuration(text)).toBe(`"${text}" is not a positive duration`);
  });

  it.each([`${maxDurationMs + 1}ms`, '1000000h', '99999999999999999999s'])('refuses %s', (text) => {
    expect(parseDuration(text)).toBe(`"${text}" is longer than a hundred years`);
  });
});
