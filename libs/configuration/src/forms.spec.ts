import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseByteSize } from './byte-size.ts';
import { parseMethodGlob } from './method-glob.ts';
import { nearestName } from './nearest-name.ts';
import { mostSpecific, parseUpstreamPattern } from './upstream-pattern.ts';

describe('parseByteSize', () => {
  it.each([
    ['256MiB', 268_435_456],
    ['1GB', 1_000_000_000],
    ['1.5 KiB', 1536],
    ['10B', 10],
    ['0MiB', undefined],
    ['10', undefined],
    ['1TiB', undefined],
    ['1MIB', undefined],
    ['99999999GiB', undefined],
  ])('%s', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });
});

describe('parseMethodGlob', () => {
  it.each([
    ['Get*', 'GetMovie', true],
    ['Get*', 'BatchGetMovies', false],
    ['*', 'Anything', true],
    ['*Get*s', 'BatchGetMovies', true],
    ['Get', 'GetMovie', false],
    ['a**b', 'ab', true],
  ])('%s on %s', (glob, name, fits) => {
    expect(parseMethodGlob(glob)?.(name)).toBe(fits);
  });
  it('takes nothing else for a pattern', () => {
    for (const text of ['', 'Get.*', 'a b', '1a', 'Get?', '/x/']) expect(parseMethodGlob(text)).toBeUndefined();
  });
});

describe('nearestName', () => {
  const names = ['listen', 'http', 'proto', 'descriptors'];
  it('finds what was meant', () => {
    expect(nearestName('listne', names)).toBe('listen');
    expect(nearestName('Protos', names)).toBe('proto');
    expect(nearestName('descriptor_set', names)).toBe('descriptors');
    expect(nearestName('bananas', names)).toBeUndefined();
  });
  it('finds a name that has lost one character', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
        const cut = at % name.length;
        expect(nearestName(name.slice(0, cut) + name.slice(cut + 1), names)).toBe(name);
      }),
    );
  });
});

describe('mostSpecific', () => {
  const entries = ['*', 'catalog.*', 'catalog.v1.*', 'catalog.v1.CatalogService', 'cat.*'].map((text) => {
    const pattern = parseUpstreamPattern(text);
    if (pattern === undefined) throw new Error(text);
    return { text, pattern };
  });
  it.each([
    ['catalog.v1.CatalogService', 'catalog.v1.CatalogService'],
    ['catalog.v1.OtherService', 'catalog.v1.*'],
    ['catalog.v1.deep.Service', 'catalog.v1.*'],
    ['catalog.v2.CatalogService', 'catalog.*'],
    ['catalogue.Service', '*'],
  ])('%s', (service, expected) => {
    expect(mostSpecific(entries, service)?.text).toBe(expected);
    expect(mostSpecific([...entries].reverse(), service)?.text).toBe(expected);
  });
  it('is none where nothing fits', () => {
    expect(mostSpecific(entries.slice(1), 'other.Service')).toBeUndefined();
    for (const text of ['', 'a.**', 'a.*.b', '.a', 'a.', '**', 'a*', '*.a'])
      expect(parseUpstreamPattern(text)).toBeUndefined();
  });
});
