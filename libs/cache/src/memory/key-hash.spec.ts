import { describe, expect, it } from '@jest/globals';
import { KeyHash } from './key-hash.ts';

describe('KeyHash', () => {
  it('tells keys apart about as well as chance would', () => {
    const hash = new KeyHash(() => 0.5);
    const seen = new Set<number>();
    for (let index = 0; index < 50_000; index++)
      seen.add(hash.of(`key ${index}`)).add(hash.of('k'.repeat(index % 500)));
    // Among 50,500 of 2 ** 32 there is one pair in three such sets.
    expect(seen.size).toBeGreaterThan(50_495);
  });

  it('sees each character, in its place, and the length', () => {
    const hash = new KeyHash(Math.random);
    const keys = [
      '',
      '\0',
      '\0\0',
      '\0\0\0',
      'a',
      'b',
      'ab',
      'ba',
      'aab',
      'aba',
      'baa',
      'ab\0',
      'a\u0100',
      '\ud800',
      '\ud801',
    ];
    expect(new Set(keys.map((key) => hash.of(key))).size).toBe(keys.length);
  });

  it('is not known to who does not know its secret', () => {
    const hashes = [0.1, 0.2, 0.3].map((secret) => new KeyHash(() => secret).of('key'));
    expect(new Set(hashes).size).toBe(3);
    expect(new KeyHash(() => 0.1).of('key')).toBe(hashes[0]);
  });
});
